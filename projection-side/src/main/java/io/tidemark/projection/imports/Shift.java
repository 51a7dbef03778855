package io.tidemark.projection.imports;

import java.time.Duration;
import java.time.Instant;

/** By how much all times of an import are moved. */
record Shift(Duration by) {

  private static final long WEEK = Duration.ofDays(7).toSeconds();

  static final Shift NONE = new Shift(Duration.ZERO);

  /** The shift that brings one instant to another, or in whole weeks to the first after it. */
  static Shift between(Instant from, Instant to, boolean wholeWeeks) {
    Duration exact = Duration.between(from, to);
    if (!wholeWeeks) {
      return new Shift(exact);
    }
    long weeks = Math.ceilDiv(exact.toSeconds() + (exact.toNanosPart() > 0 ? 1 : 0), WEEK);
    return new Shift(Duration.ofSeconds(weeks * WEEK));
  }

  Instant apply(Instant instant) {
    return by.isZero() ? instant : instant.plus(by);
  }
}
