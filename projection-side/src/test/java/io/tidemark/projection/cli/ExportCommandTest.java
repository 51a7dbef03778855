package io.tidemark.projection.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.projection.rebuild.Archive;
import io.tidemark.projection.rebuild.ArchiveReader;
import io.tidemark.testkit.TestKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What {@code tidemark events export} writes, from a real broker, and how it ends. */
@ResourceLock(TestKafka.TOPICS)
class ExportCommandTest extends CommandFixture {

  private static final byte[] NO_JSON = {0, (byte) 0xff, '\n', '{'};

  private final String topic = "export-" + UUID.randomUUID();

  @BeforeEach
  void publish() throws Exception {
    Map<String, Object> broker = Map.of("bootstrap.servers", TestKafka.bootstrapServers());
    try (Admin admin = Admin.create(broker);
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(broker, new ByteArraySerializer(), new ByteArraySerializer())) {
      admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get();
      send(
          producer, 0, "b1", "{\"amount\": 1.50,  \"note\": \"é\"}".getBytes(UTF_8), "ce_id", "e1");
      send(producer, 0, "b1", "{\"a\":\n1}".getBytes(UTF_8), "ce_type", "booking.created");
      send(producer, 0, "b2", NO_JSON, "other", "x");
      send(producer, 1, null, null, "content-type", "application/json");
    }
  }

  private void send(
      KafkaProducer<byte[], byte[]> producer,
      int partition,
      @Nullable String key,
      byte @Nullable [] value,
      String header,
      String text)
      throws Exception {
    List<Header> headers = List.of(new RecordHeader(header, text.getBytes(UTF_8)));
    producer
        .send(
            new ProducerRecord<>(
                topic, partition, key == null ? null : key.getBytes(UTF_8), value, headers))
        .get();
  }

  @Test
  void an_export_gives_back_every_record_bit_by_bit() throws Exception {
    assertThat(export()).isZero();
    assertThat(out.toString())
        .contains("Exported 4 records of " + topic)
        .contains("partition  0  offsets 0 to 2")
        .contains("./tidemark rebuild start --from");
    List<ConsumerRecord<byte[], byte[]>> records = records(topic + ".jsonl.gz");
    assertThat(records)
        .extracting(each -> each.partition() + "@" + each.offset())
        .containsExactlyInAnyOrder("0@0", "0@1", "0@2", "1@0");
    assertThat(record(records, 0, 0).value())
        .isEqualTo("{\"amount\": 1.50,  \"note\": \"é\"}".getBytes(UTF_8));
    assertThat(record(records, 0, 1).value()).isEqualTo("{\"a\":\n1}".getBytes(UTF_8));
    assertThat(record(records, 0, 2).value()).isEqualTo(NO_JSON);
    assertThat(record(records, 0, 2).key()).isEqualTo("b2".getBytes(UTF_8));
    assertThat(header(record(records, 0, 0), "ce_id")).isEqualTo("e1");
    assertThat(header(record(records, 0, 2), "other")).isEqualTo("x");
    assertThat(record(records, 1, 0).key()).isNull();
    assertThat(record(records, 1, 0).value()).isNull();
  }

  @Test
  void a_finished_export_is_not_written_over_and_a_damaged_one_is_noticed() throws Exception {
    assertThat(export()).isZero();
    assertThat(export()).isEqualTo(3);
    assertThat(err.toString()).contains("is a finished archive and is not written over");

    Path file = folder.resolve("out").resolve(topic + ".jsonl.gz");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes, StandardOpenOption.TRUNCATE_EXISTING);
    Archive archive = Archive.open(file);
    assertThat(org.assertj.core.api.Assertions.catchThrowable(archive::check))
        .hasMessageContaining("is damaged");

    Files.delete(Archive.manifestOf(file)); // as if it had been interrupted
    assertThat(export()).isZero();
    Archive.open(file).check();
  }

  @Test
  void a_range_is_exported_alone_and_what_is_not_there_is_refused() throws Exception {
    assertThat(export("--partition", "0", "--from-offset", "1", "--json")).isZero();
    assertThat(out.toString()).contains("\"events\":2", "\"reachesBack\":true");
    assertThat(records(topic + "-p0-from1.jsonl.gz"))
        .extracting(ConsumerRecord::offset)
        .containsExactly(1L, 2L);

    assertThat(export("--to", "2020-01-01T00:00:00Z")).isZero();
    assertThat(out.toString()).contains("Exported 0 records");

    assertThat(export("--partition", "7")).isEqualTo(3);
    assertThat(err.toString()).contains("has the partitions 0 to 1");
    assertThat(export("--from-offset", "9")).isEqualTo(3);
    assertThat(export("--from", "2026-01-02T00:00:00Z", "--to", "2026-01-01T00:00:00Z"))
        .isEqualTo(2);
    assertThat(run("events", "export", "--topic", "none", "--out", out(), "--brokers", brokers()))
        .isEqualTo(3);
    assertThat(err.toString()).contains("The broker has no topic none");
  }

  private int export(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("events", "export", "--topic", topic, "--out", out(), "--brokers", brokers()));
    arguments.addAll(Arrays.asList(more));
    return run(arguments.toArray(String[]::new));
  }

  private String out() {
    return folder.resolve("out").toString();
  }

  private static String brokers() {
    return TestKafka.bootstrapServers().replace("PLAINTEXT://", "");
  }

  private List<ConsumerRecord<byte[], byte[]>> records(String name) throws IOException {
    Archive archive = Archive.open(folder.resolve("out").resolve(name));
    archive.check();
    try (ArchiveReader reader = new ArchiveReader(archive)) {
      return reader.next(100);
    }
  }

  private static ConsumerRecord<byte[], byte[]> record(
      List<ConsumerRecord<byte[], byte[]>> records, int partition, long offset) {
    return records.stream()
        .filter(each -> each.partition() == partition && each.offset() == offset)
        .findFirst()
        .orElseThrow();
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }
}
