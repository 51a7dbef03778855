/** From the event store to Kafka: all of it, in order, at least once. */
@NullMarked
package io.tidemark.command.relay;

import org.jspecify.annotations.NullMarked;
