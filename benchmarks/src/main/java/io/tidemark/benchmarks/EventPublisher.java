package io.tidemark.benchmarks;

import io.tidemark.events.CloudEventEncoder;
import io.tidemark.events.CloudEventEncoder.Encoded;
import io.tidemark.events.Envelope;
import io.tidemark.events.Event;
import io.tidemark.events.EventTypes;
import io.tidemark.projection.imports.KafkaSink;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** Publishes made-up events to one broker or to several, and counts them. */
public final class EventPublisher {

  private final String source;
  private final List<KafkaSink> sinks;
  private long published;

  /**
   * Publishes nothing yet.
   *
   * @param source what the events say they come from; each publisher's must be another
   */
  public EventPublisher(String source, List<KafkaSink> sinks) {
    this.source = source;
    this.sinks = List.copyOf(sinks);
  }

  public void publish(String subject, Instant time, Event event) throws IOException {
    var type = EventTypes.of(event);
    Envelope envelope =
        new Envelope("" + ++published, source, type.name(), subject, time, 0, null, null);
    Encoded encoded = CloudEventEncoder.encode(envelope, event);
    for (KafkaSink sink : sinks) {
      sink.publish(type.topic(), encoded);
    }
  }

  public void flush() throws IOException {
    for (KafkaSink sink : sinks) {
      sink.flush();
    }
  }

  public long published() {
    return published;
  }
}
