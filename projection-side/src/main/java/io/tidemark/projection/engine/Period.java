package io.tidemark.projection.engine;

import java.time.LocalDate;
import java.util.Comparator;

/** A day, week or month of the business calendar, or all time (which starts on 1970-01-01). */
public record Period(Grain grain, LocalDate periodStart) {

  static final Period ALL_TIME = new Period(Grain.ALL, LocalDate.EPOCH);

  static final Comparator<Period> ORDER =
      Comparator.comparing(Period::grain).thenComparing(Period::periodStart);

  /** The first day after it; all time does not end. */
  public LocalDate end() {
    return switch (grain) {
      case DAY -> periodStart.plusDays(1);
      case WEEK -> periodStart.plusWeeks(1);
      case MONTH -> periodStart.plusMonths(1);
      case ALL -> LocalDate.MAX;
    };
  }

  /** Whether it is over when this day begins. */
  public boolean isOverOn(LocalDate day) {
    return !end().isAfter(day);
  }
}
