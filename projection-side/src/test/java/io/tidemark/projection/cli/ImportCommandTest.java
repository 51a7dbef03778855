package io.tidemark.projection.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testkit.TestKafka;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What {@code tidemark events import} does, prints, and how it ends. */
@ResourceLock(TestKafka.TOPICS)
class ImportCommandTest extends CommandFixture {

  private static final String MAPPING =
      """
      source: /import/shop
      values:
        made: {instant: "{day}"}
      subject: number
      anchor: made
      events:
        - type: booking.created
          time: made
          sequence: 1
          data: {amount: price}
      """;

  @Test
  void import_publishes_the_events_and_a_repeated_one_the_same_again() throws Exception {
    topics("tidemark.bookings");
    Path csv = csv("b1,2026-01-01,1.50", "b2,2026-01-02,2", "b3,2026-01-03,oops");

    assertThat(run(importing(csv))).isEqualTo(1);
    assertThat(out.toString())
        .contains("Published 2 events of 3 rows")
        .contains("From 2026-01-01T00:00:00Z to 2026-01-02T00:00:00Z.")
        .contains("Rejected 1 rows, listed in " + csv + ".rejects.csv.");
    assertThat(csv.resolveSibling("shop.csv.rejects.csv"))
        .hasContent("source,line,columns,reason\n" + csv + ",4,price,'oops' is not a number\n");

    assertThat(run(importing(csv))).isEqualTo(1);
    List<ConsumerRecord<byte[], byte[]>> records = records("tidemark.bookings");
    assertThat(records).hasSize(4);
    assertThat(ids(records)).containsExactly("b1/booking.created/1", "b2/booking.created/2");
  }

  @Test
  void import_into_a_broker_without_the_topics_is_refused() throws Exception {
    TestKafka.deleteTopics();
    assertThat(run(importing(csv("b1,2026-01-01,1")))).isEqualTo(3);
    assertThat(err.toString()).contains("has no topic tidemark.bookings");
  }

  @Test
  void import_without_an_instance_or_a_broker_says_what_to_do() throws Exception {
    Path csv = csv("b1,2026-01-01,1");
    String mapping = mapping().toString();
    assertThat(run("events", "import", "--mapping", mapping, csv.toString())).isEqualTo(4);
    assertThat(err.toString()).contains("No Tidemark runs in").contains("spring-boot:run");

    home()
        .announce(
            new Instance("http://localhost:1", "jdbc:x", "u", "p", "localhost:" + freePort(), 1));
    assertThat(run("events", "import", "--mapping", mapping, csv.toString())).isEqualTo(4);
    assertThat(err.toString()).contains("No Kafka broker answers at localhost:");

    assertThat(
            run("events", "import", "--mapping", mapping, "--brokers", "nonsense", csv.toString()))
        .isEqualTo(2);
    assertThat(run("events", "import", "--mapping", mapping, folder.resolve("none.csv").toString()))
        .isEqualTo(4);
    assertThat(err.toString()).contains("There is no readable file");
    assertThat(run("events", "import", "--mapping", "none.yaml", csv.toString())).isEqualTo(4);
    assertThat(err.toString()).contains("there is no file none.yaml");
  }

  @Test
  void a_wrong_mapping_ends_with_2_and_names_the_place() throws Exception {
    Path mapping =
        Files.writeString(folder.resolve("bad.yaml"), MAPPING.replace("price", "{litral: 1}"));
    assertThat(
            run(
                "events",
                "import",
                "--dry-run",
                "--mapping",
                mapping.toString(),
                csv("").toString()))
        .isEqualTo(2);
    assertThat(err.toString())
        .contains("bad.yaml: events[1].data.amount: must have exactly one of");
  }

  @Test
  void a_dry_run_checks_everything_and_publishes_nothing() throws Exception {
    Path csv = csv("b1,2026-01-01,1", "b2,2026-01-05,1");
    assertThat(
            run(
                "events",
                "import",
                "--dry-run",
                "--json",
                "--mapping",
                mapping().toString(),
                "--until",
                "2026-01-03T00:00:00Z",
                csv.toString()))
        .isZero();
    assertThat(out.toString())
        .startsWith(
            "{\"rows\":2,\"events\":1,\"rejected\":0,\"withheld\":1,\"byType\":{\"booking.created\":1}")
        .contains("\"dryRun\":true");
  }

  @Test
  void a_repeated_shift_to_now_moves_the_same_files_alike() throws Exception {
    topics("tidemark.bookings");
    Path csv = csv("b1,2026-01-01,1", "b2,2026-01-05,1");
    String[] command = importing(csv, "--shift-to-now");
    Clock later = Clock.fixed(NOW.plusSeconds(3600), ZoneOffset.UTC);

    assertThat(run(Clock.fixed(NOW, ZoneOffset.UTC), command)).isZero();
    assertThat(out.toString()).contains("From 2026-11-16T10:00:00Z to 2026-11-20T10:00:00Z.");
    assertThat(run(later, command)).isZero();
    assertThat(out.toString()).contains("to 2026-11-20T10:00:00Z.");

    csv("b1,2026-01-01,1", "b2,2026-01-05,2");
    assertThat(run(later, command)).isZero();
    assertThat(out.toString()).contains("to 2026-11-20T11:00:00Z.");
    assertThat(run(importing(csv, "--now", NOW.toString()))).isEqualTo(2);
    assertThat(run(later, importing(csv, "--shift-to-now", "--now", NOW.toString()))).isZero();
    assertThat(out.toString()).contains("to 2026-11-20T10:00:00Z.");
  }

  private String[] importing(Path csv, String... options) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                "events",
                "import",
                "--mapping",
                mapping().toString(),
                "--brokers",
                TestKafka.bootstrapServers()));
    words.addAll(List.of(options));
    words.add(csv.toString());
    return words.toArray(String[]::new);
  }

  private Path mapping() throws IOException {
    return Files.writeString(folder.resolve("shop.yaml"), MAPPING);
  }

  private Path csv(String... rows) throws IOException {
    return Files.writeString(
        folder.resolve("shop.csv"), "number,day,price\n" + String.join("\n", rows) + "\n");
  }

  private static void topics(String... names) throws Exception {
    TestKafka.deleteTopics();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestKafka.bootstrapServers()))) {
      for (String name : names) {
        admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
      }
    }
  }

  private static List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of("bootstrap.servers", TestKafka.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).values().iterator().next();
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  private static Set<String> ids(List<ConsumerRecord<byte[], byte[]>> records) {
    Set<String> ids = new TreeSet<>();
    for (ConsumerRecord<byte[], byte[]> each : records) {
      ids.add(new String(each.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8));
    }
    return ids;
  }
}
