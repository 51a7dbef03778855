package io.tidemark.benchmarks.faults;

import java.time.Duration;

/**
 * Something that goes wrong, and is put right after a while.
 *
 * @param text what exactly, as the schedule says it
 * @param hold how long it lasts
 */
record Fault(Kind kind, String text, Duration hold, Step begin, Step end) {

  /** Done to a rig. */
  @FunctionalInterface
  interface Step {
    void on(Rig rig) throws Exception;
  }

  static final Step NOTHING = _ -> {};

  @Override
  public String toString() {
    return hold.isZero() ? text : "%s, %.1f s".formatted(text, hold.toMillis() / 1e3);
  }
}
