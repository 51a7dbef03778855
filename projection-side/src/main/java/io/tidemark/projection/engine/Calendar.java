package io.tidemark.projection.engine;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/** The business calendar: its zone decides where a day begins, and on which day a week does. */
public record Calendar(ZoneId zone, DayOfWeek weekStart) {

  private static final int HOUR = 3600;

  /** The day that holds the instant. */
  public LocalDate day(Instant instant) {
    return LocalDate.ofInstant(instant, zone);
  }

  /**
   * When the hour began that holds the instant: when the zone's clock last showed a full hour, or
   * was put forward or back, whichever came later. So an hour that is repeated when summer time
   * ends is another hour, and where clocks change by half an hour there are hours of 30 minutes.
   */
  public Instant hour(Instant instant) {
    ZoneRules rules = zone.getRules();
    ZoneOffset offset = rules.getOffset(instant);
    long second = instant.getEpochSecond();
    Instant fullHour =
        Instant.ofEpochSecond(second - Math.floorMod(second + offset.getTotalSeconds(), HOUR));
    if (rules.getOffset(fullHour).equals(offset)) {
      return fullHour;
    }
    ZoneOffsetTransition change = rules.previousTransition(instant.plusNanos(1));
    return change.getInstant();
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
