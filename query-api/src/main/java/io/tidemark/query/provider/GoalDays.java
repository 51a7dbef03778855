package io.tidemark.query.provider;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/** The days that a goal is spread over when goals of shorter periods are derived from it. */
enum GoalDays {
  /** Each day alike. */
  CALENDAR,
  /** Monday to Friday alike, and nothing for Saturday and Sunday; holidays are not known. */
  WORKING;

  /** How many of them there are from one day to another, both included. */
  int count(LocalDate first, LocalDate last) {
    int days = (int) ChronoUnit.DAYS.between(first, last) + 1;
    if (this == CALENDAR) {
      return days;
    }
    int count = days / 7 * 5;
    for (LocalDate day = last.minusDays(days % 7); day.isBefore(last); ) {
      day = day.plusDays(1);
      if (day.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) <= 0) {
        count++;
      }
    }
    return count;
  }
}
