package io.tidemark.query.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.query.figures.Cell;
import java.time.DayOfWeek;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class PeriodsTest {

  private static Periods of(Period period, String date, DayOfWeek firstDay) {
    return Periods.of(period, LocalDate.parse(date), firstDay);
  }

  private static Cell cell(String grain, String start) {
    return new Cell(grain, LocalDate.parse(start));
  }

  @Test
  void a_week_begins_on_the_configured_day_also_across_a_year() {
    Periods monday = of(Period.WEEK, "2027-01-01", DayOfWeek.MONDAY);
    assertThat(monday.asked()).isEqualTo(cell("week", "2026-12-28"));
    assertThat(monday.before()).isEqualTo(cell("week", "2026-12-21"));
    assertThat(of(Period.WEEK, "2027-01-01", DayOfWeek.SUNDAY).asked())
        .isEqualTo(cell("week", "2026-12-27"));
    assertThat(of(Period.WEEK, "2026-12-28", DayOfWeek.MONDAY).asked())
        .isEqualTo(cell("week", "2026-12-28"));
  }

  @Test
  void the_month_before_is_a_whole_one_however_long() {
    Periods march = of(Period.MONTH, "2028-03-31", DayOfWeek.MONDAY);
    assertThat(march.asked()).isEqualTo(cell("month", "2028-03-01"));
    assertThat(march.before()).isEqualTo(cell("month", "2028-02-01"));
    assertThat(of(Period.MONTH, "2027-01-15", DayOfWeek.MONDAY).before())
        .isEqualTo(cell("month", "2026-12-01"));
  }

  @Test
  void the_day_before_a_leap_day_and_after_it_are_days() {
    assertThat(of(Period.TODAY, "2028-03-01", DayOfWeek.MONDAY).before())
        .isEqualTo(cell("day", "2028-02-29"));
  }

  @Test
  void all_time_grows_as_its_month_does() {
    Periods all = of(Period.ALL, "2026-11-20", DayOfWeek.MONDAY);
    assertThat(all.asked()).isEqualTo(Cell.ALL);
    assertThat(all.growing()).isEqualTo(cell("month", "2026-11-01"));
    assertThat(all.before()).isEqualTo(cell("month", "2026-10-01"));
  }
}
