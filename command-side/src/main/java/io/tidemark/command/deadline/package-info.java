/** Deadlines of aggregates, kept in PostgreSQL until they come due. */
@NullMarked
package io.tidemark.command.deadline;

import org.jspecify.annotations.NullMarked;
