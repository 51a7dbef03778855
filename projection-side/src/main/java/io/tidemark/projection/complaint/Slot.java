package io.tidemark.projection.complaint;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The widths of the slots that due times are counted in. A slot is named by its end. */
enum Slot {
  MINUTE(ChronoUnit.MINUTES),
  SECOND(ChronoUnit.SECONDS);

  private final ChronoUnit unit;

  Slot(ChronoUnit unit) {
    this.unit = unit;
  }

  /** The end of the slot that holds the time: the time itself if it is a whole unit. */
  Instant of(Instant time) {
    Instant start = time.truncatedTo(unit);
    return start.equals(time) ? time : start.plus(1, unit);
  }
}
