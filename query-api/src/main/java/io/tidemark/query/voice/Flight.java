package io.tidemark.query.voice;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** An agent's configuration on its way here: one at a time for each agent, retries included. */
final class Flight {

  private final String externalId;
  private final long waitUntil;
  private final CompletableFuture<@Nullable Known> firstOutcome = new CompletableFuture<>();
  private int failures; // of the one thread that has the flight in hand

  /**
   * @param waitUntil until when, as {@link System#nanoTime()} counts, requests wait for it: the
   *     second to ask must not wait as long as the first did
   */
  Flight(String externalId, long waitUntil) {
    this.externalId = externalId;
    this.waitUntil = waitUntil;
  }

  String externalId() {
    return externalId;
  }

  /** The configuration, if the first attempt brings it in time. */
  @Nullable Known await(long deadline) {
    long now = System.nanoTime();
    long left = Math.min(deadline - now, waitUntil - now);
    try {
      return firstOutcome.get(Math.max(left, 0), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      return null;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a flight always lands", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  /** Lets those go who wait: with a configuration, or without. */
  void land(@Nullable Known known) {
    firstOutcome.complete(known);
  }

  int failures() {
    return failures;
  }

  void failed() {
    failures++;
  }
}
