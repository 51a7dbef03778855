package io.tidemark.command.relay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends a segment's events, in their order, and waits until the broker has acknowledged them.
 *
 * <p>After a failure it starts anew with another producer: what the old one still held is never
 * sent, so that no event overtakes one before it that was not acknowledged.
 */
final class Publisher implements AutoCloseable {

  private final Map<String, Object> settings;
  private final Records records;
  private @Nullable Producer<byte[], byte[]> producer;

  Publisher(Map<String, Object> settings, Records records) {
    this.settings = settings;
    this.records = records;
  }

  /**
   * What became of a batch.
   *
   * @param acknowledged how many events from its beginning are on their topics
   * @param failure of the one after these, if there is any
   */
  record Sent(int acknowledged, @Nullable Failure failure) {}

  /**
   * Why an event is not on its topic.
   *
   * @param forGood whether trying again will not help unless something else changes
   */
  record Failure(StoredEvent event, String reason, boolean forGood) {}

  Sent send(List<StoredEvent> events) throws InterruptedException {
    List<Future<?>> sent = new ArrayList<>(events.size());
    Failure refused = null;
    long own = Thread.currentThread().threadId();
    for (StoredEvent event : events) {
      try {
        Producer<byte[], byte[]> to = producer();
        Future<?> future = to.send(records.of(event), (_, e) -> stopAfter(e, to, own));
        sent.add(future);
        if (future.isDone() && future.state() == Future.State.FAILED) {
          break; // nothing may go out after it
        }
      } catch (InterruptException e) {
        throw interrupted(e);
      } catch (Records.Unsendable e) {
        refused = new Failure(event, String.valueOf(e.getMessage()), true);
        break;
      } catch (KafkaException e) {
        refused = failure(event, e);
        break;
      }
    }
    Sent result = await(events, sent, refused);
    if (result.failure() != null) {
      close();
    }
    return result;
  }

  /**
   * The producer's thread calls this before it sends anything else: so nothing goes out after what
   * has failed. What the producer refuses at once, before it is on its way, is no reason to drop
   * what is.
   */
  private static void stopAfter(
      @Nullable Exception failure, Producer<byte[], byte[]> producer, long caller) {
    if (failure != null && Thread.currentThread().threadId() != caller) {
      producer.close(Duration.ZERO);
    }
  }

  private static Sent await(
      List<StoredEvent> events, List<Future<?>> sent, @Nullable Failure refused)
      throws InterruptedException {
    for (int i = 0; i < sent.size(); i++) {
      try {
        sent.get(i).get();
      } catch (ExecutionException e) {
        return new Sent(i, failure(events.get(i), cause(e)));
      }
    }
    return new Sent(sent.size(), refused);
  }

  private static Throwable cause(ExecutionException e) {
    return e.getCause() == null ? e : e.getCause();
  }

  private static Failure failure(StoredEvent event, Throwable cause) {
    boolean forGood =
        cause instanceof RecordTooLargeException
            || cause instanceof RecordBatchTooLargeException
            || cause instanceof SerializationException
            || cause instanceof InvalidTopicException;
    return new Failure(
        event, cause.getClass().getSimpleName() + ": " + cause.getMessage(), forGood);
  }

  private static InterruptedException interrupted(InterruptException cause) {
    InterruptedException e = new InterruptedException();
    e.initCause(cause);
    return e;
  }

  private Producer<byte[], byte[]> producer() {
    if (producer == null) {
      producer =
          new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }
    return producer;
  }

  /** Drops what is not acknowledged. */
  @Override
  public void close() {
    if (producer != null) {
      producer.close(Duration.ZERO);
      producer = null;
    }
  }

  /** Makes records of stored events. */
  interface Records {

    ProducerRecord<byte[], byte[]> of(StoredEvent event) throws Unsendable;

    /** No record can be made of it by this release. */
    final class Unsendable extends Exception {
      Unsendable(String message, @Nullable Throwable cause) {
        super(message, cause);
      }
    }
  }
}
