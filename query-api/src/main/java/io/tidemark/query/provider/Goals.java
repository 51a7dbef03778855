package io.tidemark.query.provider;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The goals of one provider, for any period.
 *
 * <p>In force for a period is the goal with the greatest {@code periodStart} that is not after the
 * period's first day. Where none of the period's granularity is in force, or it is cleared, the
 * goal is derived: that of a day from its week, else from its month; that of a week from its
 * months, day by day; each in proportion to days. A month has only its own.
 *
 * <p>A location's goal is what is set for it. The provider's is what is set for it without a
 * location, derived or not; only where that gives none, the sum of its locations' goals.
 *
 * <p>Computed exactly and rounded to the cent once, half up.
 */
final class Goals {

  /**
   * How many equal shares an amount is divided into: a number that every possible number of days
   * divides (7, 28 to 31; of working days 5, 20 to 23), so that no day's part has to be rounded.
   */
  private static final long SHARES = 95_527_740; // 4 · 3 · 5 · 7 · 11 · 23 · 29 · 31

  /** Goals by the day from which on they hold. */
  private static final class Scope {

    private final Map<Grain, NavigableMap<LocalDate, @Nullable BigDecimal>> byGranularity =
        new EnumMap<>(Grain.class);

    void add(Goal goal) {
      byGranularity
          .computeIfAbsent(goal.granularity(), _ -> new TreeMap<>())
          .put(goal.periodStart(), goal.amount());
    }

    @Nullable BigDecimal inForce(Grain granularity, LocalDate start) {
      NavigableMap<LocalDate, @Nullable BigDecimal> goals = byGranularity.get(granularity);
      if (goals == null) {
        return null;
      }
      Map.Entry<LocalDate, @Nullable BigDecimal> newest = goals.floorEntry(start);
      return newest == null ? null : newest.getValue();
    }
  }

  private final Scope own = new Scope();
  private final Map<String, Scope> byLocation = new TreeMap<>();
  private final DayOfWeek weekStartsOn;
  private final GoalDays days;

  /**
   * @param rows in any order; at least those in force for the periods that are asked for
   */
  Goals(List<Goal> rows, DayOfWeek weekStartsOn, GoalDays days) {
    this.weekStartsOn = weekStartsOn;
    this.days = days;
    rows.stream()
        .sorted(Comparator.comparing(Goal::setAt).thenComparing(Goal::id))
        .forEach(goal -> scope(goal.location()).add(goal));
  }

  private Scope scope(@Nullable String location) {
    return location == null ? own : byLocation.computeIfAbsent(location, _ -> new Scope());
  }

  /** The locations that any of the rows is for. */
  Set<String> locations() {
    return Collections.unmodifiableSet(byLocation.keySet());
  }

  /** The provider's goal for the period that starts there; null if there is none. */
  @Nullable BigDecimal ofProvider(Grain grain, LocalDate start) {
    BigDecimal shares = shares(own, grain, start);
    if (shares == null) {
      for (Scope location : byLocation.values()) {
        shares = sum(shares, shares(location, grain, start));
      }
    }
    return money(shares);
  }

  /** The goal of one of its locations; null if there is none. */
  @Nullable BigDecimal ofLocation(String location, Grain grain, LocalDate start) {
    Scope scope = byLocation.get(location);
    return scope == null ? null : money(shares(scope, grain, start));
  }

  private static @Nullable BigDecimal money(@Nullable BigDecimal shares) {
    return shares == null
        ? null
        : shares.divide(BigDecimal.valueOf(SHARES), 2, RoundingMode.HALF_UP);
  }

  private @Nullable BigDecimal shares(Scope scope, Grain grain, LocalDate start) {
    BigDecimal set = scope.inForce(grain, start);
    if (set != null) {
      return set.multiply(BigDecimal.valueOf(SHARES));
    }
    return switch (grain) {
      case MONTH -> null;
      case WEEK -> ofMonths(scope, start, grain.lastDay(start));
      case DAY -> {
        BigDecimal ofWeek = part(scope, Grain.WEEK, start, start);
        yield ofWeek == null ? part(scope, Grain.MONTH, start, start) : ofWeek;
      }
    };
  }

  /** The days of a week, in one month or in two. */
  private @Nullable BigDecimal ofMonths(Scope scope, LocalDate first, LocalDate last) {
    LocalDate endOfMonth = Grain.MONTH.lastDay(first.withDayOfMonth(1));
    if (!last.isAfter(endOfMonth)) {
      return part(scope, Grain.MONTH, first, last);
    }
    return sum(
        part(scope, Grain.MONTH, first, endOfMonth),
        part(scope, Grain.MONTH, endOfMonth.plusDays(1), last));
  }

  /** What a goal of a longer period gives for some days of it. */
  private @Nullable BigDecimal part(Scope scope, Grain of, LocalDate first, LocalDate last) {
    LocalDate start = of.startOf(first, weekStartsOn);
    BigDecimal whole = scope.inForce(of, start);
    if (whole == null) {
      return null;
    }
    long shareOfDay = SHARES / days.count(start, of.lastDay(start));
    return whole.multiply(BigDecimal.valueOf(shareOfDay * days.count(first, last)));
  }

  private static @Nullable BigDecimal sum(@Nullable BigDecimal one, @Nullable BigDecimal other) {
    return one == null ? other : other == null ? one : one.add(other);
  }
}
