package io.tidemark.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes CloudEvents 1.0 for Kafka in binary mode. It writes what it is given: whoever takes values
 * from outside decodes what was encoded, and has every rule checked ({@code decoder.decode(e.key(),
 * e::header, e.value())}).
 */
public final class CloudEventEncoder {

  private static final byte[] SPECVERSION = "1.0".getBytes(UTF_8);
  private static final byte[] JSON = "application/json".getBytes(UTF_8);

  private CloudEventEncoder() {}

  /**
   * Encodes an event. The subject is the key, so that an entity's events stay in one partition.
   *
   * @throws IllegalArgumentException if the envelope's type is not that of the event
   */
  public static Encoded encode(Envelope envelope, Event event) {
    EventType type = EventTypes.of(event);
    if (!type.name().equals(envelope.type())) {
      throw new IllegalArgumentException(
          "the envelope says " + envelope.type() + ", the event is a " + type);
    }
    return encode(envelope, type.encode(event));
  }

  /** The same with a payload that was encoded before. */
  public static Encoded encode(Envelope envelope, byte[] payload) {
    List<Header> headers = new ArrayList<>(10);
    headers.add(new Header("ce_specversion", SPECVERSION));
    add(headers, "ce_id", envelope.id());
    add(headers, "ce_source", envelope.source());
    add(headers, "ce_type", envelope.type());
    add(headers, "ce_subject", envelope.subject());
    add(headers, "ce_time", envelope.time().toString());
    add(
        headers,
        "ce_sequence",
        envelope.sequence() == 0 ? null : Long.toString(envelope.sequence()));
    add(headers, "ce_dataschema", envelope.dataschema());
    add(headers, "ce_traceparent", envelope.traceparent());
    headers.add(new Header("content-type", JSON));
    return new Encoded(envelope.subject().getBytes(UTF_8), List.copyOf(headers), payload);
  }

  private static void add(List<Header> headers, String name, @Nullable String value) {
    if (value != null) {
      headers.add(new Header(name, value.getBytes(UTF_8)));
    }
  }

  /** A header of a record. */
  @SuppressWarnings("ArrayRecordComponent") // handed straight to Kafka, never compared
  public record Header(String name, byte[] value) {}

  /** A record as Kafka takes it. */
  @SuppressWarnings("ArrayRecordComponent") // handed straight to Kafka, never compared
  public record Encoded(byte[] key, List<Header> headers, byte[] value) {

    /** The header's bytes, or null if there is none of that name; fits {@link Attributes}. */
    public byte @Nullable [] header(String name) {
      for (Header header : headers) {
        if (header.name().equals(name)) {
          return header.value();
        }
      }
      return null;
    }
  }
}
