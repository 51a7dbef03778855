package io.tidemark.projection.engine;

import java.time.Duration;

/**
 * Which changes of periods that have ended are kept in the restatement ledger.
 *
 * @param enabled whether any are
 * @param grace for how long after its end a period may still change without being restated: events
 *     of its last minutes are under way
 * @param filling for how long a period may change, without being restated, that was over when
 *     something was first said of it: its past is being imported
 * @param window consecutive changes of a cell within it are one row of the ledger
 */
public record RestatementSettings(
    boolean enabled, Duration grace, Duration filling, Duration window) {

  /** No ledger is kept. */
  public static final RestatementSettings OFF =
      new RestatementSettings(false, Duration.ZERO, Duration.ZERO, Duration.ofHours(1));

  public RestatementSettings {
    notNegative("grace", grace);
    notNegative("filling", filling);
    if (window.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException(
          "tidemark.restatements.window must be at least 1s, not " + window);
    }
  }

  private static void notNegative(String name, Duration given) {
    if (given.isNegative()) {
      throw new IllegalArgumentException(
          "tidemark.restatements." + name + " must not be negative, but is " + given);
    }
  }
}
