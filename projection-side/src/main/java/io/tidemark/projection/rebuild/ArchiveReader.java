package io.tidemark.projection.rebuild;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Reads the records of an {@link Archive} as the log held them. */
public final class ArchiveReader implements AutoCloseable {

  private static final JsonFactory JSON = new JsonFactory();
  private static final int BUFFER = 1 << 16;

  private final Archive archive;
  private final InputStream lines;
  private long number;

  public ArchiveReader(Archive archive) throws IOException {
    this.archive = archive;
    lines =
        new BufferedInputStream(
            new GZIPInputStream(Files.newInputStream(archive.file()), BUFFER), BUFFER);
  }

  /** The next records, at most so many; none at the end. */
  public List<ConsumerRecord<byte[], byte[]>> next(int most) throws IOException {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>(most);
    while (records.size() < most) {
      try {
        byte[] line = line();
        if (line == null) {
          break;
        }
        records.add(read(line));
        number++;
      } catch (EOFException | ZipException | JacksonException | IllegalArgumentException e) {
        throw new IOException(
            "%s, line %,d cannot be read: %s".formatted(archive.file(), number + 1, reason(e)), e);
      }
    }
    return records;
  }

  private static @Nullable String reason(Exception e) {
    return e instanceof JacksonException json ? json.getOriginalMessage() : e.getMessage();
  }

  private byte @Nullable [] line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(600);
    int next = lines.read();
    if (next < 0) {
      return null;
    }
    while (next >= 0 && next != '\n') {
      line.write(next);
      next = lines.read();
    }
    return line.toByteArray();
  }

  private ConsumerRecord<byte[], byte[]> read(byte[] line) {
    RecordHeaders headers = new RecordHeaders();
    int partition = -1;
    long offset = -1;
    byte[] key = null;
    byte[] value = null;
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), line)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        switch (name) {
          case "kafkapartition" -> partition = parser.getIntValue();
          case "kafkaoffset" -> offset = parser.getLongValue();
          case "kafkakey" -> key = parser.getString().getBytes(UTF_8);
          case "kafkakeybase64" -> key = Base64.getDecoder().decode(parser.getString());
          case "kafkaheaders" -> readHeaders(headers, parser.getString());
          case "data_base64" -> value = Base64.getDecoder().decode(parser.getString());
          case "data" -> value = raw(parser, line);
          case "datacontenttype" -> headers.add("content-type", bytes(parser));
          default -> headers.add("ce_" + name, bytes(parser));
        }
      }
    }
    if (partition < 0 || offset < 0) {
      throw new IllegalArgumentException("kafkapartition or kafkaoffset is missing");
    }
    return new ConsumerRecord<>(
        archive.topic(),
        partition,
        offset,
        ConsumerRecord.NO_TIMESTAMP,
        TimestampType.NO_TIMESTAMP_TYPE,
        key == null ? ConsumerRecord.NULL_SIZE : key.length,
        value == null ? ConsumerRecord.NULL_SIZE : value.length,
        key,
        value,
        headers,
        Optional.empty());
  }

  private static byte[] bytes(JsonParser parser) {
    return parser.getString().getBytes(UTF_8);
  }

  /** The bytes of the object as they stand in the line. */
  private static byte[] raw(JsonParser parser, byte[] line) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new IllegalArgumentException("data is no object");
    }
    int start = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
    parser.skipChildren();
    int end = Math.toIntExact(parser.currentLocation().getByteOffset());
    return Arrays.copyOfRange(line, start, end);
  }

  private static void readHeaders(RecordHeaders headers, String text) {
    for (String each : text.split(",", -1)) {
      int at = each.indexOf('=');
      if (at < 0) {
        throw new IllegalArgumentException("kafkaheaders has no value for " + each);
      }
      String name = URLDecoder.decode(each.substring(0, at), UTF_8);
      String value = each.substring(at + 1);
      headers.add(name, value.equals("-") ? null : Base64.getDecoder().decode(value));
    }
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
