package io.tidemark.query.calling;

import io.tidemark.query.figures.Calendar;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Whose overview, of which day: the key of the cache.
 *
 * @param today resolved: never "now"
 * @param calendar that the day is of
 */
record OverviewQuery(String account, LocalDate today, Calendar calendar) {

  private static final int WINDOW_DAYS = 30;

  Instant ends() {
    return today.plusDays(1).atStartOfDay(calendar.zone()).toInstant();
  }

  Range window() {
    return Range.lastDays(WINDOW_DAYS, today);
  }
}
