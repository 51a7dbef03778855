package io.tidemark.query.figures;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;

/** One period as the rows name it: {@code grain} and {@code period_start}. */
public record Cell(String grain, LocalDate start) {

  public static final Cell ALL = new Cell("all", LocalDate.EPOCH);

  public static Cell day(LocalDate date) {
    return new Cell("day", date);
  }

  public static Cell week(LocalDate date, DayOfWeek firstDay) {
    return new Cell("week", date.with(TemporalAdjusters.previousOrSame(firstDay)));
  }

  public static Cell month(LocalDate date) {
    return new Cell("month", date.withDayOfMonth(1));
  }
}
