package io.tidemark.projection.imports;

import io.tidemark.events.CloudEventEncoder.Encoded;
import java.io.IOException;

/** Where imported events go. */
public interface Sink extends AutoCloseable {

  /** Takes an event; it may still be on its way when this returns. */
  void publish(String topic, Encoded event) throws IOException;

  /** Returns when all that was taken is kept for good; fails if any of it is not. */
  void flush() throws IOException;

  @Override
  void close();

  /** Takes everything and keeps nothing: for trying out a mapping. */
  static Sink nowhere() {
    return new Sink() {
      @Override
      public void publish(String topic, Encoded event) {}

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }
}
