/**
 * One PostgreSQL and one Kafka per test JVM: embedded, or in containers where a Docker engine
 * answers.
 */
@NullMarked
package io.tidemark.testkit;

import org.jspecify.annotations.NullMarked;
