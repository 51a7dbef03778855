package io.tidemark.projection.deadletter;

import io.tidemark.events.InvalidEvent;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A dead letter that waits to be folded again.
 *
 * @param record as it was in the log
 */
public record Waiting(long id, ConsumerRecord<byte[], byte[]> record) {

  /** What became of letters that were folded again: all of one transaction. */
  public record Tried(java.util.List<Long> folded, java.util.List<Failed> failed) {

    /** Of a batch that comes from the log. */
    public static final Tried NONE = new Tried(java.util.List.of(), java.util.List.of());

    public boolean isEmpty() {
      return folded.isEmpty() && failed.isEmpty();
    }
  }

  /** A letter that is still no event, or still cannot be stored. */
  public record Failed(Waiting letter, InvalidEvent.Kind kind, String reason) {}
}
