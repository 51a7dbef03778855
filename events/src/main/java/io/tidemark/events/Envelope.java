package io.tidemark.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The CloudEvents attributes of an event.
 *
 * @param id unique per source: the same source and id again is the same event again
 * @param source URI-reference of the publishing system
 * @param type {@code io.tidemark.<entity>.<fact>}
 * @param subject the entity's id, which is also the Kafka record key; 1 to 128 visible characters
 * @param time when it happened
 * @param sequence the revision of the entity from 1 to 4294967295, or 0 if the source does not
 *     number them
 * @param dataschema {@code …/schemas/<entity>.<fact>/<version>}; absent means version 1
 * @param traceparent W3C trace context, carried on
 * @param position where the event stands in the event store that published it, rising along a
 *     partition; 0 if its source keeps none. Read from what comes and never encoded: only who
 *     publishes from an event store may say it
 */
public record Envelope(
    String id,
    String source,
    String type,
    String subject,
    Instant time,
    long sequence,
    @Nullable String dataschema,
    @Nullable String traceparent,
    long position) {

  /** The envelope of an event that comes from no event store. */
  public Envelope(
      String id,
      String source,
      String type,
      String subject,
      Instant time,
      long sequence,
      @Nullable String dataschema,
      @Nullable String traceparent) {
    this(id, source, type, subject, time, sequence, dataschema, traceparent, 0);
  }
}
