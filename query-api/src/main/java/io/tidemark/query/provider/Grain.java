package io.tidemark.query.provider;

import io.tidemark.query.figures.Cell;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/** How long a period is. */
enum Grain {
  DAY("daily", "day", ChronoUnit.DAYS),
  WEEK("weekly", "week", ChronoUnit.WEEKS),
  MONTH("monthly", "month", ChronoUnit.MONTHS);

  private final String period;
  private final String column;
  private final ChronoUnit unit;

  Grain(String period, String column, ChronoUnit unit) {
    this.period = period;
    this.column = column;
    this.unit = unit;
  }

  /** As requests and answers name it. */
  String period() {
    return period;
  }

  /** As {@code grain} and {@code granularity} of the tables name it. */
  String column() {
    return column;
  }

  static Grain ofColumn(String column) {
    for (Grain grain : values()) {
      if (grain.column.equals(column)) {
        return grain;
      }
    }
    throw new IllegalStateException("a granularity that nobody knows: " + column);
  }

  /** The first day of the period that holds a date. */
  LocalDate startOf(LocalDate date, DayOfWeek weekStartsOn) {
    return switch (this) {
      case DAY -> date;
      case WEEK -> Cell.week(date, weekStartsOn).start();
      case MONTH -> Cell.month(date).start();
    };
  }

  /** The first day of the period so many after the one that starts there. */
  LocalDate plus(LocalDate start, long periods) {
    return start.plus(periods, unit);
  }

  /** The last day of the period that starts there. */
  LocalDate lastDay(LocalDate start) {
    return plus(start, 1).minusDays(1);
  }

  /** How many periods there are from one start to another, both included. */
  long count(LocalDate first, LocalDate last) {
    return unit.between(first, last) + 1;
  }
}
