/**
 * Runs Tidemark's real processes under load, breaks them and what is between them by a seeded
 * schedule, and compares every cell with an oracle. docs/reliability.md says how to read it.
 */
@NullMarked
package io.tidemark.benchmarks.faults;

import org.jspecify.annotations.NullMarked;
