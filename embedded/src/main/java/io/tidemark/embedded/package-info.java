/**
 * A real PostgreSQL and a real Kafka broker beside and inside this JVM, for standalone, tests and
 * benchmarks.
 */
@NullMarked
package io.tidemark.embedded;

import org.jspecify.annotations.NullMarked;
