package io.tidemark.query.calling;

import java.time.LocalDate;

/**
 * Whose overview, of which day: the key of the cache.
 *
 * @param today resolved: never "now"
 */
record OverviewQuery(String account, LocalDate today) {

  private static final int WINDOW_DAYS = 30;

  Range window() {
    return Range.lastDays(WINDOW_DAYS, today);
  }
}
