package io.tidemark.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.events.InvalidEvent.Kind;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads CloudEvents 1.0 from Kafka records, in binary mode (attributes in {@code ce_*} headers, the
 * payload in the value) and in structured mode ({@code application/cloudevents+json}).
 *
 * <p>Whatever the bytes are, the answer is an event or an {@link InvalidEvent} that says what is
 * wrong. Times are kept to the microsecond. Whether an event lies ahead of the clock is not asked
 * here, as a decoder has no clock. Safe for use by many threads.
 */
public final class CloudEventDecoder {

  private static final String JSON = "application/json";
  private static final byte[] JSON_BYTES = JSON.getBytes(UTF_8);

  private final String currency;
  private final int maxBytes;
  private final EnvelopeReader envelopes = new EnvelopeReader();

  /**
   * @param currency the deployment's currency, such as {@code EUR}
   * @param maxBytes how long a record's key and value may be together
   */
  public CloudEventDecoder(String currency, int maxBytes) {
    this.currency = currency;
    this.maxBytes = maxBytes;
  }

  /**
   * Reads an event.
   *
   * @param key the record's key, which stands for the subject where the event names none
   * @param headers the record's headers
   * @param value the record's value; may be missing where the type has no required field
   * @throws InvalidEvent if it is not one that this release understands
   */
  public Received decode(byte @Nullable [] key, Attributes headers, byte @Nullable [] value)
      throws InvalidEvent {
    checkSize(key, value);
    byte[] contentType = headers.get("content-type");
    String mediaType = contentType == null ? "" : mediaType(contentType);
    if (!mediaType.startsWith("application/cloudevents")) {
      Envelope envelope = envelopes.readBinary(key, headers, mediaType);
      return received(envelope, value, 0, value == null ? 0 : value.length);
    }
    if (!mediaType.equals("application/cloudevents+json")) {
      throw new InvalidEvent(
          Kind.INVALID_ENVELOPE, "content-type: not supported: " + Rules.quoted(mediaType));
    }
    StructuredEvent structured = StructuredEvent.read(value);
    Envelope envelope = envelopes.readStructured(key, structured);
    return received(envelope, structured.data(), structured.offset(), structured.length());
  }

  /**
   * The event store's position that a record in binary mode carries, even if it is no event: 0 if
   * it carries none that can be read.
   */
  public static long position(Attributes headers) {
    return EnvelopeReader.positionOrZero(headers);
  }

  private Received received(Envelope envelope, byte @Nullable [] data, int offset, int length)
      throws InvalidEvent {
    EventType type = EventTypes.find(envelope.type());
    if (type == null) {
      throw new InvalidEvent(Kind.UNKNOWN_TYPE, "type: unknown: " + Rules.quoted(envelope.type()));
    }
    checkSchema(type, envelope.dataschema());
    return new Received(envelope, type.payload().read(data, offset, length, currency));
  }

  private void checkSize(byte @Nullable [] key, byte @Nullable [] value) throws InvalidEvent {
    long size = (key == null ? 0L : key.length) + (value == null ? 0L : value.length);
    if (size > maxBytes) {
      throw new InvalidEvent(Kind.TOO_LARGE, size + " bytes, where " + maxBytes + " are allowed");
    }
  }

  /**
   * A schema of ours must be this type's, in a version that this release reads; others' are theirs.
   */
  private static void checkSchema(EventType type, @Nullable String dataschema) throws InvalidEvent {
    if (dataschema == null || dataschema.endsWith(type.schemaPath())) {
      return;
    }
    int at = dataschema.lastIndexOf("/schemas/" + type.fact() + "/");
    if (at >= 0) {
      throw new InvalidEvent(
          Kind.UNKNOWN_TYPE,
          "dataschema: unknown version of " + type + ": " + Rules.quoted(dataschema));
    }
  }

  /** The media type without parameters, in lower case. */
  private static String mediaType(byte[] contentType) {
    if (Arrays.equals(contentType, JSON_BYTES)) {
      return JSON; // nearly all records: not worth a string each
    }
    String text = new String(contentType, UTF_8);
    int end = text.indexOf(';');
    return (end < 0 ? text : text.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }
}
