package io.tidemark.projection.imports;

import java.time.Duration;
import java.time.Instant;

/** By how much all times of an import are moved. */
record Shift(Duration by) {

  static final Shift NONE = new Shift(Duration.ZERO);

  Instant apply(Instant instant) {
    return by.isZero() ? instant : instant.plus(by);
  }
}
