package io.tidemark.command.relay;

import io.tidemark.events.CloudEventEncoder;
import io.tidemark.events.CloudEventEncoder.Encoded;
import io.tidemark.events.CloudEventEncoder.Header;
import io.tidemark.events.Envelope;
import io.tidemark.events.Event;
import io.tidemark.events.EventType;
import io.tidemark.events.EventTypes;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Stored events as CloudEvents in binary mode: their payload goes out as it was stored. */
final class CloudEventRecords implements Publisher.Records {

  /** CloudEvents extension: where the event stands in its event store. Rises along a partition. */
  static final String POSITION = "ce_position";

  private final String source;
  private final EventStore store;
  private final JsonMapper json;

  CloudEventRecords(String source, EventStore store, JsonMapper json) {
    this.source = source;
    this.store = store;
    this.json = json;
  }

  @Override
  public ProducerRecord<byte[], byte[]> of(StoredEvent stored) throws Unsendable {
    try {
      EventType type = EventTypes.find(stored.type());
      return type != null && Integer.toString(type.version()).equals(stored.version())
          ? record(stored, type, stored.payload())
          : record(stored, upcast(stored));
    } catch (DateTimeException | JacksonException e) {
      throw new Unsendable("the row is broken: " + e.getMessage(), e);
    }
  }

  /** An event of another version, as this release knows it. */
  private Event upcast(StoredEvent stored) throws Unsendable {
    try {
      if (store.readEvents(stored.aggregate(), stored.sequence()).next().getPayload()
          instanceof Event event) {
        return event;
      }
    } catch (RuntimeException e) {
      throw new Unsendable("it cannot be read: " + e, e);
    }
    throw new Unsendable("there is no type '%s' in this release".formatted(stored.type()), null);
  }

  private ProducerRecord<byte[], byte[]> record(StoredEvent stored, Event event) {
    EventType type = EventTypes.of(event);
    return record(stored, type, type.encode(event));
  }

  private ProducerRecord<byte[], byte[]> record(
      StoredEvent stored, EventType type, byte[] payload) {
    Encoded encoded = CloudEventEncoder.encode(envelope(stored, type), payload);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(type.topic(), encoded.key(), encoded.value());
    for (Header header : encoded.headers()) {
      record.headers().add(header.name(), header.value());
    }
    record
        .headers()
        .add(POSITION, Long.toString(stored.position()).getBytes(StandardCharsets.US_ASCII));
    return record;
  }

  private Envelope envelope(StoredEvent stored, EventType type) {
    return new Envelope(
        stored.id(),
        source,
        type.name(),
        stored.aggregate(),
        Instant.parse(stored.recordedAt()).truncatedTo(ChronoUnit.MICROS),
        stored.sequence() + 1,
        null,
        traceparent(stored.metadata()));
  }

  private @Nullable String traceparent(byte[] metadata) {
    JsonNode traceparent = json.readTree(metadata).get("traceparent");
    return traceparent == null || !traceparent.isString() ? null : traceparent.asString();
  }
}
