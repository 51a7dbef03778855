package io.tidemark.query.calling;

import io.tidemark.query.figures.Cell;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Days of the business zone, one after the other.
 *
 * @param from the first
 * @param to the last
 */
record Range(LocalDate from, LocalDate to) {

  static Range lastDays(int days, LocalDate today) {
    return new Range(today.minusDays(days - 1L), today);
  }

  /** As many days, those before. */
  Range before() {
    return new Range(from.minusDays(days()), from.minusDays(1));
  }

  int days() {
    return Math.toIntExact(to.toEpochDay() - from.toEpochDay() + 1);
  }

  Stream<LocalDate> eachDay() {
    return from.datesUntil(to.plusDays(1));
  }

  OffsetDateTime begins(ZoneId zone) {
    return from.atStartOfDay(zone).toOffsetDateTime();
  }

  OffsetDateTime ends(ZoneId zone) {
    return to.plusDays(1).atStartOfDay(zone).toOffsetDateTime();
  }

  /** The fewest rows that cover it: those of whole months, and of days where there is none. */
  List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    LocalDate next = from;
    while (!next.isAfter(to)) {
      LocalDate monthAfter = next.plusMonths(1);
      if (next.getDayOfMonth() == 1 && !monthAfter.minusDays(1).isAfter(to)) {
        cells.add(Cell.month(next));
        next = monthAfter;
      } else {
        cells.add(Cell.day(next));
        next = next.plusDays(1);
      }
    }
    return cells;
  }
}
