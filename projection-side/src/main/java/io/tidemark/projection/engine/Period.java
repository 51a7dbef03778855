package io.tidemark.projection.engine;

import java.time.LocalDate;

/** A day, week or month of the business calendar, or all time (which starts on 1970-01-01). */
public record Period(Grain grain, LocalDate periodStart) {

  static final Period ALL_TIME = new Period(Grain.ALL, LocalDate.EPOCH);
}
