package io.tidemark.command.relay;

import io.tidemark.events.CloudEventEncoder;
import io.tidemark.events.CloudEventEncoder.Encoded;
import io.tidemark.events.Envelope;
import io.tidemark.events.Event;
import io.tidemark.events.EventType;
import io.tidemark.events.EventTypes;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.EventMessageHandler;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.jspecify.annotations.Nullable;

/**
 * Sends stored events as CloudEvents. The unit of work that holds the relay's token commits only
 * after the broker has acknowledged each of its events: so none is skipped, and after a crash some
 * come again, which changes nothing for who folds them.
 */
final class Publisher implements EventMessageHandler {

  /** CloudEvents extension: where the event stands in its event store. Rises along a partition. */
  static final String POSITION = "ce_position";

  private static final String SENT = "tidemark.sent";

  private final Producer<byte[], byte[]> producer;
  private final String source;

  Publisher(Producer<byte[], byte[]> producer, String source) {
    this.producer = producer;
    this.source = source;
  }

  @Override
  public @Nullable Object handle(EventMessage<?> message) {
    Future<?> sent = producer.send(record(message));
    UnitOfWork<?> work = CurrentUnitOfWork.get().root();
    List<Future<?>> all =
        work.getOrComputeResource(
            SENT,
            _ -> {
              List<Future<?>> list = new ArrayList<>();
              work.onPrepareCommit(_ -> await(list));
              return list;
            });
    all.add(sent);
    return null;
  }

  private static void await(List<Future<?>> sent) {
    try {
      for (Future<?> one : sent) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new NotPublished(String.valueOf(e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotPublished("interrupted", e);
    }
  }

  private ProducerRecord<byte[], byte[]> record(EventMessage<?> message) {
    DomainEventMessage<?> stored = (DomainEventMessage<?>) message;
    Event event = (Event) stored.getPayload();
    EventType type = EventTypes.of(event);
    Object traceparent = stored.getMetaData().get("traceparent");
    Envelope envelope =
        new Envelope(
            stored.getIdentifier(),
            source,
            type.name(),
            stored.getAggregateIdentifier(),
            stored.getTimestamp().truncatedTo(ChronoUnit.MICROS),
            stored.getSequenceNumber() + 1,
            null,
            traceparent == null ? null : traceparent.toString());
    Encoded encoded = CloudEventEncoder.encode(envelope, event);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(type.topic(), encoded.key(), encoded.value());
    encoded
        .headers()
        .forEach(header -> record.headers().add(new RecordHeader(header.name(), header.value())));
    long position = ((TrackedEventMessage<?>) message).trackingToken().position().orElseThrow();
    record.headers().add(POSITION, Long.toString(position).getBytes(StandardCharsets.US_ASCII));
    return record;
  }

  /** What was sent was not acknowledged: it will be sent again. */
  static final class NotPublished extends RuntimeException {
    NotPublished(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
