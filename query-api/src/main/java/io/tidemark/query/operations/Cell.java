package io.tidemark.query.operations;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;

/** One period as the rows name it: {@code grain} and {@code period_start}. */
record Cell(String grain, LocalDate start) {

  static final Cell ALL = new Cell("all", LocalDate.EPOCH);

  static Cell day(LocalDate date) {
    return new Cell("day", date);
  }

  static Cell week(LocalDate date, DayOfWeek firstDay) {
    return new Cell("week", date.with(TemporalAdjusters.previousOrSame(firstDay)));
  }

  static Cell month(LocalDate date) {
    return new Cell("month", date.withDayOfMonth(1));
  }
}
