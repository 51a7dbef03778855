package io.tidemark.query.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GoalsTest {

  private static final Instant SET = Instant.parse("2026-01-01T00:00:00Z");

  private static Goal goal(
      @Nullable String location, Grain granularity, String from, @Nullable String amount) {
    return new Goal(
        location,
        granularity,
        LocalDate.parse(from),
        SET,
        "g",
        amount == null ? null : new BigDecimal(amount));
  }

  private static Goal own(Grain granularity, String from, @Nullable String amount) {
    return goal(null, granularity, from, amount);
  }

  private static Goals calendar(Goal... rows) {
    return new Goals(List.of(rows), DayOfWeek.MONDAY, GoalDays.CALENDAR);
  }

  private static Goals working(Goal... rows) {
    return new Goals(List.of(rows), DayOfWeek.MONDAY, GoalDays.WORKING);
  }

  private static @Nullable String of(Goals goals, Grain grain, String start) {
    BigDecimal goal = goals.ofProvider(grain, LocalDate.parse(start));
    return goal == null ? null : goal.toPlainString();
  }

  @Test
  void a_goal_holds_from_its_period_on_and_not_before() {
    Goals goals =
        calendar(own(Grain.MONTH, "2026-03-01", "300"), own(Grain.MONTH, "2026-06-01", "600"));
    assertThat(of(goals, Grain.MONTH, "2026-02-01")).isNull();
    assertThat(of(goals, Grain.MONTH, "2026-03-01")).isEqualTo("300.00");
    assertThat(of(goals, Grain.MONTH, "2026-05-01")).isEqualTo("300.00");
    assertThat(of(goals, Grain.MONTH, "2026-06-01")).isEqualTo("600.00");
    assertThat(of(goals, Grain.MONTH, "2030-01-01")).isEqualTo("600.00");
  }

  @Test
  void a_cleared_goal_is_none_from_there_on() {
    Goals goals =
        calendar(
            own(Grain.MONTH, "2026-03-01", "300"),
            own(Grain.MONTH, "2026-04-01", null),
            own(Grain.MONTH, "2026-06-01", "600"));
    assertThat(of(goals, Grain.MONTH, "2026-03-01")).isEqualTo("300.00");
    assertThat(of(goals, Grain.MONTH, "2026-04-01")).isNull();
    assertThat(of(goals, Grain.MONTH, "2026-05-01")).isNull();
    assertThat(of(goals, Grain.MONTH, "2026-06-01")).isEqualTo("600.00");
  }

  @Test
  void a_cleared_goal_of_a_week_leaves_what_its_month_gives() {
    Goals goals =
        calendar(
            own(Grain.MONTH, "2026-01-01", "3100"),
            own(Grain.WEEK, "2026-01-05", "100"),
            own(Grain.WEEK, "2026-01-12", null));
    assertThat(of(goals, Grain.WEEK, "2026-01-05")).isEqualTo("100.00");
    assertThat(of(goals, Grain.WEEK, "2026-01-12")).isEqualTo("700.00");
  }

  @Test
  void of_goals_from_the_same_day_on_the_one_that_was_set_last_holds() {
    Goal first = own(Grain.MONTH, "2026-03-01", "300");
    Goal second =
        new Goal(
            null, Grain.MONTH, first.periodStart(), SET.plusMillis(1), "a", BigDecimal.valueOf(5));
    assertThat(of(calendar(first, second), Grain.MONTH, "2026-03-01")).isEqualTo("5.00");
    assertThat(of(calendar(second, first), Grain.MONTH, "2026-03-01")).isEqualTo("5.00");
  }

  @Test
  void a_day_takes_its_part_of_the_week_before_that_of_the_month() {
    Goals goals =
        calendar(own(Grain.MONTH, "2026-01-01", "3100"), own(Grain.WEEK, "2026-01-12", "70"));
    assertThat(of(goals, Grain.DAY, "2026-01-11")).isEqualTo("100.00");
    assertThat(of(goals, Grain.DAY, "2026-01-12")).isEqualTo("10.00");
    assertThat(
            of(
                calendar(own(Grain.MONTH, "2026-01-01", "3100"), own(Grain.DAY, "2026-01-01", "7")),
                Grain.DAY,
                "2026-01-11"))
        .isEqualTo("7.00");
  }

  @Test
  void a_week_that_spans_two_months_takes_its_days_from_both() {
    // Monday 30 March to Sunday 5 April: 2 of 31 days, 5 of 30
    Goals goals =
        calendar(own(Grain.MONTH, "2026-03-01", "3100"), own(Grain.MONTH, "2026-04-01", "600"));
    assertThat(of(goals, Grain.WEEK, "2026-03-30")).isEqualTo("300.00");
    assertThat(of(calendar(own(Grain.MONTH, "2026-04-01", "600")), Grain.WEEK, "2026-03-30"))
        .isEqualTo("100.00");
  }

  @Test
  void by_working_days_a_weekend_has_nothing_to_reach() {
    // March 2026 has 22 days from Monday to Friday
    Goals goals = working(own(Grain.MONTH, "2026-03-01", "2200"));
    assertThat(of(goals, Grain.WEEK, "2026-03-02")).isEqualTo("500.00");
    assertThat(of(goals, Grain.WEEK, "2026-03-30")).isEqualTo("500.00");
    assertThat(of(goals, Grain.DAY, "2026-03-31")).isEqualTo("100.00");
    assertThat(of(goals, Grain.DAY, "2026-03-28")).isEqualTo("0.00");
    assertThat(of(goals, Grain.MONTH, "2026-03-01")).isEqualTo("2200.00");
  }

  @Test
  void a_providers_goal_is_its_own_before_the_sum_of_its_locations() {
    Goal here = goal("a", Grain.MONTH, "2026-01-01", "310");
    Goal there = goal("b", Grain.WEEK, "2026-01-05", "70");
    Goals locations = calendar(here, there);
    assertThat(of(locations, Grain.MONTH, "2026-01-01")).isEqualTo("310.00");
    assertThat(of(locations, Grain.WEEK, "2026-01-05")).isEqualTo("140.00");
    assertThat(of(locations, Grain.DAY, "2026-01-05")).isEqualTo("20.00");
    Goals both = calendar(here, there, own(Grain.MONTH, "2026-01-01", "31"));
    assertThat(of(both, Grain.WEEK, "2026-01-05")).isEqualTo("7.00");
    assertThat(both.ofLocation("a", Grain.WEEK, LocalDate.parse("2026-01-05"))).isEqualTo("70.00");
    assertThat(both.ofLocation("b", Grain.MONTH, LocalDate.parse("2026-01-01"))).isNull();
    assertThat(both.ofLocation("c", Grain.MONTH, LocalDate.parse("2026-01-01"))).isNull();
  }

  @Test
  void a_providers_own_goal_is_not_one_of_its_locations() {
    Goals goals = calendar(own(Grain.MONTH, "2026-01-01", "310"));
    assertThat(goals.ofLocation("a", Grain.MONTH, LocalDate.parse("2026-01-01"))).isNull();
  }

  @Test
  void the_days_of_a_month_that_is_derived_are_the_month() {
    Goals goals =
        calendar(
            goal("a", Grain.MONTH, "2026-02-01", "28"), goal("b", Grain.MONTH, "2026-02-01", "56"));
    BigDecimal sum = BigDecimal.ZERO;
    for (int day = 1; day <= 28; day++) {
      BigDecimal goal = goals.ofProvider(Grain.DAY, LocalDate.of(2026, 2, day));
      sum = sum.add(goal == null ? BigDecimal.ZERO : goal);
    }
    assertThat(sum).isEqualByComparingTo("84");
  }

  /** Any goals, for any period, against the definition computed one day after the other. */
  @Test
  void goals_are_what_the_definition_says() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int run = 0; run < 400; run++) {
      List<Goal> rows = new ArrayList<>();
      for (int i = random.nextInt(9); i > 0; i--) {
        rows.add(anyGoal(random, i));
      }
      Collections.shuffle(rows, random);
      DayOfWeek weekStartsOn = DayOfWeek.of(1 + random.nextInt(7));
      for (GoalDays days : GoalDays.values()) {
        compare(rows, weekStartsOn, days, "seed " + seed + ", run " + run);
      }
    }
  }

  private static void compare(
      List<Goal> rows, DayOfWeek weekStartsOn, GoalDays days, String where) {
    Goals goals = new Goals(rows, weekStartsOn, days);
    NaiveGoals naive = new NaiveGoals(rows, weekStartsOn, days == GoalDays.WORKING);
    for (Grain grain : Grain.values()) {
      LocalDate first = grain.startOf(LocalDate.of(2027, 12, 20), weekStartsOn);
      for (int i = 0; i < 80; i++) {
        LocalDate start = grain.plus(first, i);
        String when =
            "%s, %s, weeks from %s, %s from %s, %s"
                .formatted(where, days, weekStartsOn, grain, start, rows);
        assertThat(goals.ofProvider(grain, start))
            .as(when)
            .isEqualTo(naive.ofProvider(grain, start));
        for (String location : List.of("a", "b", "c")) {
          assertThat(goals.ofLocation(location, grain, start))
              .as("%s at %s", when, location)
              .isEqualTo(naive.ofLocation(location, grain, start));
        }
      }
    }
  }

  /** Around the turn of a year and a leap day; not always from a period's first day on. */
  private static Goal anyGoal(Random random, int id) {
    @Nullable String location = Arrays.asList(null, null, "a", "b").get(random.nextInt(4));
    Grain granularity = Arrays.asList(Grain.values()).get(random.nextInt(3));
    LocalDate from = LocalDate.of(2027, 12, 13).plusDays(random.nextInt(90));
    if (random.nextInt(4) > 0) {
      from = granularity.startOf(from, DayOfWeek.MONDAY);
    }
    BigDecimal amount =
        switch (random.nextInt(5)) {
          case 0 -> null;
          case 1 -> BigDecimal.valueOf(random.nextInt(3));
          default -> BigDecimal.valueOf(random.nextLong(100_000_000_000L), 4);
        };
    return new Goal(
        location, granularity, from, SET.plusMillis(random.nextInt(3)), "g" + id, amount);
  }
}
