package io.tidemark.command.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testkit.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;

/** Reads what is on the topic of bookings from one source. */
final class BookingsTopic implements AutoCloseable {

  static final String NAME = "tidemark.bookings";

  private final KafkaConsumer<String, String> consumer;
  private final String source;
  private final List<ConsumerRecord<String, String>> read = new ArrayList<>();

  private BookingsTopic(KafkaConsumer<String, String> consumer, String source) {
    this.consumer = consumer;
    this.source = source;
  }

  static void make(String bootstrap) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      admin.createTopics(List.of(new NewTopic(NAME, 12, (short) 1))).all().get();
    } catch (ExecutionException e) {
      assertThat(e.getCause()).isInstanceOf(TopicExistsException.class);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static BookingsTopic open(String bootstrap, String source) {
    var consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrap),
            new StringDeserializer(),
            new StringDeserializer());
    List<TopicPartition> all =
        IntStream.range(0, 12).mapToObj(p -> new TopicPartition(NAME, p)).toList();
    consumer.assign(all);
    consumer.seekToBeginning(all);
    return new BookingsTopic(consumer, source);
  }

  static Optional<String> header(ConsumerRecord<String, String> record, String name) {
    Header header = record.headers().lastHeader(name);
    return Optional.ofNullable(header).map(h -> new String(h.value(), StandardCharsets.UTF_8));
  }

  static long position(ConsumerRecord<String, String> record) {
    return Long.parseLong(header(record, "ce_position").orElseThrow());
  }

  /** All there is by now, each as often as it was sent. */
  List<ConsumerRecord<String, String>> read() {
    for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(20))) {
      if (header(record, "ce_source").equals(Optional.of(source))) {
        read.add(record);
      }
    }
    return read;
  }

  /** Waits for so many; as long as that takes a slow machine. */
  List<ConsumerRecord<String, String>> await(int count) {
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> read().size() >= count);
    return read;
  }

  /** All that is stored has come, and in the order of positions but for what came again. */
  void holdsAllOf(TestDatabase database) {
    List<Long> stored = positions(database);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> read().stream().map(BookingsTopic::position).distinct().count() >= stored.size());
    assertThat(read.stream().map(BookingsTopic::position).distinct().sorted().toList())
        .isEqualTo(stored);
    Map<Integer, Long> last = new HashMap<>();
    Set<Long> seen = new HashSet<>();
    for (ConsumerRecord<String, String> record : read) {
      long position = position(record);
      if (seen.add(position)) {
        assertThat(position).isGreaterThan(last.getOrDefault(record.partition(), 0L));
        last.put(record.partition(), position);
      }
    }
  }

  private static List<Long> positions(TestDatabase database) {
    List<Long> positions = new ArrayList<>();
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("select position from command.event order by position")) {
      while (rows.next()) {
        positions.add(rows.getLong(1));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return positions;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
