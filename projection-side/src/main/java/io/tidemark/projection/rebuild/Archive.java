package io.tidemark.projection.rebuild;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A range of a topic in a file, from which the log can be folded when it no longer reaches back.
 *
 * <p>The file ({@code NAME.jsonl.gz}) holds a CloudEvent in JSON format per line, gzip'd, in the
 * order of the log within each partition. Extension attributes say where it was: {@code
 * kafkapartition}, {@code kafkaoffset}, and {@code kafkakey} the record's key (base64 in {@code
 * kafkakeybase64} if it is no text). Payloads keep their bytes: as {@code data} if they are JSON in
 * one line, else in {@code data_base64}. Headers that are no attributes of CloudEvents are in
 * {@code kafkaheaders}, as {@code name=base64} with commas between. So records that are no events
 * come back as they were, too.
 *
 * <p>Beside it, {@code NAME.jsonl.gz.manifest.json} says what the file holds, and its SHA-256. It
 * is written last: a file without one was not finished.
 *
 * <pre>{@code
 * {"format": 1, "topic": "tidemark.bookings", "topicId": "…", "exportedAt": "2026-11-21T10:00:00Z",
 *  "events": 12345, "bytes": 678901, "sha256": "…",
 *  "partitions": [{"partition": 0, "from": 0, "to": 1042}, …]}
 * }</pre>
 *
 * @param file the file of lines
 * @param events how many lines
 * @param bytes its size
 */
public record Archive(
    Path file,
    String topic,
    String topicId,
    Instant exportedAt,
    long events,
    long bytes,
    String sha256,
    List<Range> partitions) {

  static final int FORMAT = 1;

  private static final int BUFFER = 1 << 16;
  private static final int LINES = 1_000;

  /**
   * What is held of a partition.
   *
   * @param from the first offset
   * @param to the offset after the last
   */
  public record Range(int partition, long from, long to) {}

  public Archive {
    partitions = List.copyOf(partitions);
  }

  /** Where the manifest of a file is. */
  public static Path manifestOf(Path file) {
    return file.resolveSibling(file.getFileName() + ".manifest.json");
  }

  /**
   * Reads what a file is said to hold.
   *
   * @throws IOException if it has no manifest, or one that says something else than the file is
   */
  public static Archive open(Path file) throws IOException {
    Path manifest = manifestOf(file);
    if (!Files.isReadable(file)) {
      throw new IOException(file + " cannot be read where the projector runs");
    }
    if (!Files.isReadable(manifest)) {
      throw new IOException(file + " has no manifest: its export was not finished");
    }
    Archive archive;
    try {
      archive = parse(file, JsonMapper.shared().readTree(Files.readAllBytes(manifest)));
    } catch (JacksonException | IllegalArgumentException e) {
      throw new IOException(manifest + " is no manifest of an archive: " + e.getMessage(), e);
    }
    long size = Files.size(file);
    if (size != archive.bytes()) {
      throw new IOException(
          "%s has %,d bytes, its manifest says %,d".formatted(file, size, archive.bytes()));
    }
    return archive;
  }

  private static Archive parse(Path file, JsonNode manifest) {
    if (manifest.path("format").asInt(0) != FORMAT) {
      throw new IllegalArgumentException("format " + manifest.path("format") + " is not known");
    }
    List<Range> partitions = new ArrayList<>();
    for (JsonNode each : manifest.required("partitions")) {
      partitions.add(
          new Range(
              each.required("partition").asInt(),
              each.required("from").asLong(),
              each.required("to").asLong()));
    }
    return new Archive(
        file,
        manifest.required("topic").asString(),
        manifest.required("topicId").asString(),
        Instant.parse(manifest.required("exportedAt").asString()),
        manifest.required("events").asLong(),
        manifest.required("bytes").asLong(),
        manifest.required("sha256").asString(),
        partitions);
  }

  void writeManifest() throws IOException {
    ObjectNode manifest = JsonMapper.shared().createObjectNode();
    manifest.put("format", FORMAT).put("topic", topic).put("topicId", topicId);
    manifest.put("exportedAt", exportedAt.toString());
    manifest.put("events", events).put("bytes", bytes).put("sha256", sha256);
    var array = manifest.putArray("partitions");
    for (Range range : partitions) {
      array
          .addObject()
          .put("partition", range.partition())
          .put("from", range.from())
          .put("to", range.to());
    }
    Files.writeString(manifestOf(file), manifest.toPrettyString() + "\n");
  }

  /**
   * Compares the file with its checksum.
   *
   * @throws IOException if it is not the one that was written
   */
  public void check() throws IOException {
    MessageDigest digest = sha256Digest();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      while (in.read(buffer) >= 0) {
        // the digest is all that is wanted
      }
    }
    String actual = HexFormat.of().formatHex(digest.digest());
    if (!actual.equals(sha256)) {
      throw new IOException(
          "%s is damaged: its SHA-256 is %s, its manifest says %s; %s"
              .formatted(file, actual, sha256, firstFault()));
    }
  }

  /** Where to look, for whoever has to find out what happened to the file. */
  private String firstFault() {
    long lines = 0;
    try (ArchiveReader reader = new ArchiveReader(this)) {
      int read = reader.next(LINES).size();
      while (read > 0) {
        lines += read;
        read = reader.next(LINES).size();
      }
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
    return "each of its %,d lines can be read, but not as it was written".formatted(lines);
  }

  static MessageDigest sha256Digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
