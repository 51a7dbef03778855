package io.tidemark.events;

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

  Payload payload() {
    return payload;
  }

  @Override
  public String toString() {
    return name;
  }
}
