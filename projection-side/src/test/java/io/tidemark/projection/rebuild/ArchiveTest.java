package io.tidemark.projection.rebuild;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is put away comes back as it was, or is not taken. */
final class ArchiveTest {

  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  @TempDir private Path folder;

  @Test
  void every_record_comes_back_byte_by_byte() throws Exception {
    List<ConsumerRecord<byte[], byte[]>> records =
        List.of(
            record(
                0, "b1", "{\"amount\": 12.50, \"note\":\"é\\n{}\"}", "ce_type", "a", "ce_id", "1"),
            record(1, "b2", "{\"a\":{\"b\":[1,{}]}}", "content-type", "application/json", "x", "y"),
            record(2, null, "{\n}", "ce_type", "lines"),
            record(3, "b3", "no json", "ce_type", "first", "ce_type", "again"),
            record(4, "\uFFFE", null, "ce_data", "d", "ce_kafkakey", "k", "ce_Odd=,", "v"),
            new ConsumerRecord<>("t", 1, 5, new byte[] {(byte) 0xff}, new byte[] {'{', -1, '}'}),
            record(6, "b4", "", "ce_type", "empty"),
            record(7, "b5", "{\"a\":1}{\"b\":2}", "ce_type", "two"));

    Archive archive = write(records);

    assertThat(Archive.open(archive.file())).isEqualTo(archive);
    assertThat(archive.partitions()).containsExactly(new Archive.Range(1, 0, 8));
    archive.check();
    List<String> read = new ArrayList<>();
    try (ArchiveReader reader = new ArchiveReader(archive)) {
      for (var some = reader.next(3); !some.isEmpty(); some = reader.next(3)) {
        some.forEach(each -> read.add(described(each)));
      }
    }
    assertThat(read).isEqualTo(records.stream().map(ArchiveTest::described).toList());
  }

  @Test
  void an_archive_that_is_damaged_or_not_finished_is_not_taken() throws Exception {
    Archive archive = write(List.of(record(0, "b1", "{}", "ce_type", "a")));
    byte[] bytes = Files.readAllBytes(archive.file());
    bytes[bytes.length / 2] ^= 1;
    Files.write(archive.file(), bytes);
    assertThatThrownBy(archive::check)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("damaged");

    Files.write(archive.file(), Arrays.copyOf(bytes, bytes.length - 1));
    assertThatThrownBy(() -> Archive.open(archive.file()))
        .hasMessageContaining("its manifest says");

    Files.delete(Archive.manifestOf(archive.file()));
    assertThatThrownBy(() -> Archive.open(archive.file())).hasMessageContaining("not finished");
  }

  @Test
  void a_line_that_is_no_record_is_named_though_the_file_is_as_it_was_written() throws Exception {
    for (String line :
        List.of(
            "{\"kafkapartition\":1,\"kafkaoffset\":\"x\"}",
            "{\"kafkapartition\":1}",
            "{\"kafkapartition\":1,\"kafkaoffset\":1,\"data\":[]}",
            "{\"kafkapartition\":1,\"kafkaoffset\":1,\"kafkaheaders\":\"none\"}",
            "{\"kafkapartition\":1,")) {
      Path file = folder.resolve("t.jsonl.gz");
      try (var gzip = new GZIPOutputStream(Files.newOutputStream(file))) {
        gzip.write(("{\"kafkapartition\":1,\"kafkaoffset\":0}\n" + line + "\n").getBytes(UTF_8));
      }
      Archive archive =
          new Archive(file, "t", "id-of-t", NOW, 2, Files.size(file), "unknown", List.of());
      try (ArchiveReader reader = new ArchiveReader(archive)) {
        assertThatThrownBy(() -> reader.next(10))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("t.jsonl.gz, line 2 cannot be read: ");
      }
    }
  }

  private Archive write(List<ConsumerRecord<byte[], byte[]>> records) throws IOException {
    Path file = folder.resolve("t.jsonl.gz");
    try (ArchiveWriter writer = new ArchiveWriter(file, "t", "id-of-t")) {
      writer.range(1, 0, records.size());
      for (ConsumerRecord<byte[], byte[]> record : records) {
        writer.write(record);
      }
      return writer.finish(NOW);
    }
  }

  private static ConsumerRecord<byte[], byte[]> record(
      long offset, @Nullable String key, @Nullable String value, String... headers) {
    var record =
        new ConsumerRecord<>(
            "t",
            1,
            offset,
            key == null ? null : key.getBytes(UTF_8),
            value == null ? null : value.getBytes(UTF_8));
    for (int i = 0; i < headers.length; i += 2) {
      record.headers().add(headers[i], headers[i + 1].getBytes(UTF_8));
    }
    return record;
  }

  /** Of headers with one name, the last is meant: it must stay the last. */
  private static String described(ConsumerRecord<byte[], byte[]> record) {
    List<String> headers = new ArrayList<>();
    for (Header header : record.headers()) {
      Header last = record.headers().lastHeader(header.key());
      headers.add(header.key() + "=" + new String(last.value(), UTF_8));
    }
    headers.sort(null);
    return record.partition()
        + "@"
        + record.offset()
        + Arrays.toString(record.key())
        + Arrays.toString(record.value())
        + headers;
  }
}
