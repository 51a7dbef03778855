/**
 * The voice provider's configurations of agents, so that a page never waits longer for them than
 * its budget.
 *
 * <p>A request waits for an agent's first fetch only, and only while the circuit breaker is closed
 * and the agent's last fetch did not fail; all else, retries included, goes on behind its back and
 * is there for the next one. What cannot be had in time is the last known configuration, from
 * memory or from PostgreSQL.
 */
@NullMarked
package io.tidemark.query.voice;

import org.jspecify.annotations.NullMarked;
