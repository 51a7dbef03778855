/** The event store in PostgreSQL, through Axon. */
@NullMarked
package io.tidemark.command.store;

import org.jspecify.annotations.NullMarked;
