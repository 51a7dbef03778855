package io.tidemark.events;

import java.io.ByteArrayOutputStream;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/**
 * One kind of event: its name on the wire, the topic it travels on, and the record that holds it.
 */
public final class EventType {

  private static final String PREFIX = "io.tidemark.";

  private final String name;
  private final String topic;
  private final Class<? extends Event> event;
  private final Payload payload;
  private final String schemaPath;

  EventType(String fact, String topic, Class<? extends Event> event) {
    this.name = PREFIX + fact;
    this.topic = topic;
    this.event = event;
    this.payload = new Payload(event);
    this.schemaPath = "/schemas/" + fact + "/" + version();
  }

  /** The CloudEvents type, such as {@code io.tidemark.booking.created}. */
  public String name() {
    return name;
  }

  /**
   * The name without its prefix, such as {@code booking.created}: how schemas and samples are
   * filed.
   */
  public String fact() {
    return name.substring(PREFIX.length());
  }

  /** The Kafka topic, such as {@code tidemark.bookings}. */
  public String topic() {
    return topic;
  }

  /** The record that holds such an event. */
  public Class<? extends Event> event() {
    return event;
  }

  /** The version of the payload's schema that this release reads and writes. */
  public int version() {
    return 1;
  }

  /** How a {@code dataschema} that means this type and version ends. */
  String schemaPath() {
    return schemaPath;
  }

  /** The fields of its payload, in their order; the currency of money among them. */
  public List<EventField> fields() {
    return payload.fields().stream().map(EventField::of).toList();
  }

  Payload payload() {
    return payload;
  }

  /** The payload of an event of this type, as it goes out: a JSON object in UTF-8. */
  public byte[] encode(Event event) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(128);
    try (JsonGenerator json = Json.generator(out)) {
      payload.write(event, json);
    }
    return out.toByteArray();
  }

  /**
   * Reads a payload of this type, by all the rules that hold for what comes from outside.
   *
   * @param currency the deployment's currency, such as {@code EUR}
   * @throws InvalidEvent if it is not one; the message names the field
   */
  public Event decode(byte[] bytes, String currency) throws InvalidEvent {
    return payload.read(bytes, 0, bytes.length, currency);
  }

  @Override
  public String toString() {
    return name;
  }
}
