package io.tidemark.query.operations;

import io.tidemark.query.figures.Cell;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

/**
 * The periods that one answer is made of.
 *
 * @param asked the period that was asked for
 * @param growing the period whose growth is told: the one asked for, and for all time this month
 * @param before the whole period before that
 */
record Periods(Cell asked, Cell growing, Cell before, Cell day, Cell week, Cell month) {

  static Periods of(Period period, LocalDate reference, DayOfWeek weekStartsOn) {
    Cell day = Cell.day(reference);
    Cell week = Cell.week(reference, weekStartsOn);
    Cell month = Cell.month(reference);
    Cell growing =
        switch (period) {
          case TODAY -> day;
          case WEEK -> week;
          case MONTH, ALL -> month;
        };
    Cell before =
        switch (period) {
          case TODAY -> Cell.day(reference.minusDays(1));
          case WEEK -> Cell.week(reference.minusWeeks(1), weekStartsOn);
          case MONTH, ALL -> Cell.month(reference.minusMonths(1));
        };
    return new Periods(
        period == Period.ALL ? Cell.ALL : growing, growing, before, day, week, month);
  }

  /** Each row that an answer may need, all time included for what is told of the present. */
  List<Cell> cells() {
    return Stream.of(asked, growing, before, day, week, month, Cell.ALL).distinct().toList();
  }
}
