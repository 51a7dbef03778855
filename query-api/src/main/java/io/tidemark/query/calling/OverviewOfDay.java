package io.tidemark.query.calling;

import java.time.Instant;

/**
 * An overview, and how long it can be of today.
 *
 * @param ends when the day ends that it was made for
 */
record OverviewOfDay(Overview overview, Instant ends) {}
