package io.tidemark.projection.imports;

import io.tidemark.events.CloudEventDecoder;
import io.tidemark.events.CloudEventEncoder.Encoded;
import io.tidemark.events.Envelope;
import io.tidemark.events.Event;
import io.tidemark.events.InvalidEvent;
import io.tidemark.events.Received;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Keeps the events that an import publishes. */
final class CollectingSink implements Sink {

  private final CloudEventDecoder decoder = new CloudEventDecoder("EUR", 1_000_000);
  private final List<Received> received = new ArrayList<>();
  private final List<String> topics = new ArrayList<>();

  @Override
  public void publish(String topic, Encoded event) throws IOException {
    try {
      received.add(decoder.decode(event.key(), event::header, event.value()));
      topics.add(topic);
    } catch (InvalidEvent e) {
      throw new IOException(e);
    }
  }

  List<Received> received() {
    return received;
  }

  List<Event> events() {
    return received.stream().map(Received::event).toList();
  }

  List<Envelope> envelopes() {
    return received.stream().map(Received::envelope).toList();
  }

  List<String> topics() {
    return topics;
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
