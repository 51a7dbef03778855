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
 */
public record Envelope(
    String id,
    String source,
    String type,
    String subject,
    Instant time,
    long sequence,
    @Nullable String dataschema,
    @Nullable String traceparent) {}
