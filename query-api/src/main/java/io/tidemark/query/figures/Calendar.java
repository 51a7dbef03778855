package io.tidemark.query.figures;

import java.time.Clock;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * The calendar that rows were computed with. What depends on it is cached by it, too: a date means
 * other rows in another one.
 *
 * @param zone in which days begin
 * @param weekStartsOn the first day of a week
 */
public record Calendar(ZoneId zone, DayOfWeek weekStartsOn) {

  public LocalDate today(Clock clock) {
    return LocalDate.ofInstant(clock.instant(), zone);
  }
}
