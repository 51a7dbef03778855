package io.tidemark.benchmarks;

import io.tidemark.events.CloudEventEncoder;
import io.tidemark.events.Envelope;
import io.tidemark.events.Event;
import io.tidemark.events.EventTypes;
import io.tidemark.events.booking.BookingEvent;
import io.tidemark.projection.imports.KafkaSink;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Events at a rate, a burst each millisecond, on bookings at random, until it is closed. */
public final class EventLoad implements AutoCloseable {

  private final String kafka;
  private final int rate;
  private final AtomicLong published = new AtomicLong();
  private final long start = System.nanoTime();
  private final Thread thread;
  private volatile boolean running = true;

  private EventLoad(String kafka, int rate) {
    this.kafka = kafka;
    this.rate = rate;
    this.thread = Thread.ofPlatform().start(this::run);
  }

  /**
   * Starts to publish.
   *
   * @param rate events a second; may be 0
   */
  public static EventLoad start(String kafka, int rate) {
    return new EventLoad(kafka, rate);
  }

  private void run() {
    Random random = new Random(1);
    try (KafkaSink sink = KafkaSink.connect(kafka, Map.of())) {
      while (running) {
        long due = (System.nanoTime() - start) * rate / 1_000_000_000;
        while (published.get() < due) {
          String subject = "load-" + random.nextInt(100_000);
          boolean create = random.nextInt(3) == 0;
          publish(sink, subject, Instant.now(), create ? created() : new BookingEvent.Confirmed());
          published.incrementAndGet();
        }
        LockSupport.parkNanos(1_000_000);
      }
    } catch (IOException e) {
      throw new IllegalStateException("the load failed", e);
    }
  }

  public static BookingEvent created() {
    return new BookingEvent.Created(new BigDecimal("19.90"), null, null, null, null, null, null);
  }

  public static void publish(KafkaSink sink, String subject, Instant time, Event event)
      throws IOException {
    var type = EventTypes.of(event);
    Envelope envelope =
        new Envelope(
            UUID.randomUUID().toString(), "/benchmark", type.name(), subject, time, 0, null, null);
    sink.publish(type.topic(), CloudEventEncoder.encode(envelope, event));
  }

  /** Since it began. */
  public double eventsPerSecond() {
    return published.get() / ((System.nanoTime() - start) / 1e9);
  }

  @Override
  public void close() {
    running = false;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
