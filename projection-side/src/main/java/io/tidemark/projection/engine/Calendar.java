package io.tidemark.projection.engine;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;

/** The business calendar: its zone decides where a day begins, and on which day a week does. */
public record Calendar(ZoneId zone, DayOfWeek weekStart) {

  /** The day that holds the instant. */
  public LocalDate day(Instant instant) {
    return LocalDate.ofInstant(instant, zone);
  }

  /** The period of that length that holds the day. */
  public Period period(Grain grain, LocalDate day) {
    return switch (grain) {
      case DAY -> new Period(grain, day);
      case WEEK -> new Period(grain, day.with(TemporalAdjusters.previousOrSame(weekStart)));
      case MONTH -> new Period(grain, day.withDayOfMonth(1));
      case ALL -> Period.ALL_TIME;
    };
  }
}
