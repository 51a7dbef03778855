/**
 * From the event store to Kafka: all of it, in order, at least once.
 *
 * <p>The aggregates are shared out over <em>segments</em>, and these over the instances ({@link
 * io.tidemark.command.relay.Relay}). A segment's worker reads the store up to the {@link
 * io.tidemark.command.relay.Horizon}, sends, waits for the broker's word and only then moves its
 * position on.
 */
@NullMarked
package io.tidemark.command.relay;

import org.jspecify.annotations.NullMarked;
