package io.tidemark.projection.rebuild;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/** Writes an {@link Archive}: record by record, then its manifest. */
public final class ArchiveWriter implements AutoCloseable {

  private static final JsonFactory JSON =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final String topic;
  private final String topicId;
  private final MessageDigest digest = Archive.sha256Digest();
  private final OutputStream lines;
  private final Map<Integer, Archive.Range> ranges = new TreeMap<>();
  private long events;

  /**
   * Begins a file, over one that is there.
   *
   * @param topicId Kafka's id of the topic
   */
  public ArchiveWriter(Path file, String topic, String topicId) throws IOException {
    this.file = file;
    this.topic = topic;
    this.topicId = topicId;
    Files.deleteIfExists(Archive.manifestOf(file));
    OutputStream target = new BufferedOutputStream(Files.newOutputStream(file), BUFFER);
    lines =
        new BufferedOutputStream(
            new GZIPOutputStream(new DigestOutputStream(target, digest), BUFFER), BUFFER);
  }

  /**
   * Says what of a partition the file is to hold, whether or not there is a record at either end.
   *
   * @param from the first offset
   * @param to the offset after the last
   */
  public void range(int partition, long from, long to) {
    ranges.put(partition, new Archive.Range(partition, from, to));
  }

  /** Appends a record, which must lie in the range of its partition, behind those before. */
  public void write(ConsumerRecord<byte[], byte[]> record) throws IOException {
    Archive.Range range = ranges.get(record.partition());
    if (range == null || record.offset() < range.from() || record.offset() >= range.to()) {
      throw new IllegalArgumentException(
          "%s-%d@%d is outside of the file's range %s"
              .formatted(topic, record.partition(), record.offset(), range));
    }
    try (JsonGenerator line = JSON.createGenerator(ObjectWriteContext.empty(), lines)) {
      line.writeStartObject();
      writeHeaders(line, record);
      line.writeNumberProperty("kafkapartition", record.partition());
      line.writeNumberProperty("kafkaoffset", record.offset());
      byte[] key = record.key();
      if (key != null) {
        String text = text(key);
        line.writeStringProperty(
            text == null ? "kafkakeybase64" : "kafkakey", text == null ? base64(key) : text);
      }
      writeValue(line, record.value());
      line.writeEndObject();
    }
    lines.write('\n');
    events++;
  }

  private static void writeHeaders(JsonGenerator line, ConsumerRecord<byte[], byte[]> record) {
    List<String> others = new ArrayList<>();
    Set<String> written = new HashSet<>();
    for (Header header : record.headers()) {
      String attribute = attribute(header.key());
      String text = header.value() == null ? null : text(header.value());
      if (attribute != null && text != null && written.add(attribute)) {
        line.writeStringProperty(attribute, text);
      } else {
        others.add(
            URLEncoder.encode(header.key(), UTF_8)
                + "="
                + (header.value() == null ? "-" : base64(header.value())));
      }
    }
    if (!others.isEmpty()) {
      line.writeStringProperty("kafkaheaders", String.join(",", others));
    }
  }

  /** The attribute that a header stands for; null if for none. */
  private static @Nullable String attribute(String header) {
    if (header.equals("content-type")) {
      return "datacontenttype";
    }
    boolean plain =
        header.matches("ce_[a-z0-9]+")
            && !header.matches("ce_(kafka[a-z0-9]*|data|datacontenttype)");
    return plain ? header.substring("ce_".length()) : null;
  }

  private static void writeValue(JsonGenerator line, byte @Nullable [] value) {
    if (value == null) {
      return;
    }
    if (isJsonLine(value)) {
      line.writeName("data");
      line.writeRawValue(new String(value, UTF_8));
    } else {
      line.writeStringProperty("data_base64", base64(value));
    }
  }

  /** Whether it can stand in a line as it is, and come back with the same bytes. */
  private static boolean isJsonLine(byte[] value) {
    int last = value.length - 1;
    if (value.length < 2 || value[0] != '{' || value[last] != '}' || text(value) == null) {
      return false;
    }
    for (byte each : value) {
      if (each == '\n' || each == '\r') {
        return false;
      }
    }
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), value)) {
      parser.nextToken();
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (JacksonException e) {
      return false;
    }
  }

  private static @Nullable String text(byte[] bytes) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** Ends the file and writes its manifest. */
  public Archive finish(Instant now) throws IOException {
    lines.close();
    Archive archive =
        new Archive(
            file,
            topic,
            topicId,
            now,
            events,
            Files.size(file),
            HexFormat.of().formatHex(digest.digest()),
            List.copyOf(ranges.values()));
    archive.writeManifest();
    return archive;
  }

  /** Lets go of the file. Without {@link #finish} before, it stays one that nobody takes. */
  @Override
  public void close() throws IOException {
    lines.close();
  }
}
