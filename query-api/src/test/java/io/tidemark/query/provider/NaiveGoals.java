package io.tidemark.query.provider;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Goals as their definition says them, one day after the other, in fractions of whole numbers. */
final class NaiveGoals {

  private record Fraction(BigInteger over, BigInteger under) {

    static Fraction of(BigDecimal amount) {
      return new Fraction(amount.movePointRight(4).toBigIntegerExact(), BigInteger.valueOf(10_000));
    }

    Fraction plus(Fraction other) {
      return new Fraction(
          over.multiply(other.under).add(other.over.multiply(under)), under.multiply(other.under));
    }

    Fraction dividedBy(long number) {
      return new Fraction(over, under.multiply(BigInteger.valueOf(number)));
    }

    BigDecimal money() {
      return new BigDecimal(over).divide(new BigDecimal(under), 2, RoundingMode.HALF_UP);
    }
  }

  private static final Fraction ZERO = new Fraction(BigInteger.ZERO, BigInteger.ONE);

  private final List<Goal> rows;
  private final DayOfWeek weekStartsOn;
  private final boolean workingDaysOnly;

  NaiveGoals(List<Goal> rows, DayOfWeek weekStartsOn, boolean workingDaysOnly) {
    this.rows = rows;
    this.weekStartsOn = weekStartsOn;
    this.workingDaysOnly = workingDaysOnly;
  }

  @Nullable BigDecimal ofProvider(Grain grain, LocalDate start) {
    Fraction own = of(null, grain, start);
    if (own != null) {
      return own.money();
    }
    List<Fraction> ofLocations =
        rows.stream()
            .map(Goal::location)
            .filter(Objects::nonNull)
            .distinct()
            .map(location -> of(location, grain, start))
            .filter(Objects::nonNull)
            .toList();
    return ofLocations.isEmpty() ? null : ofLocations.stream().reduce(ZERO, Fraction::plus).money();
  }

  @Nullable BigDecimal ofLocation(String location, Grain grain, LocalDate start) {
    Fraction goal = of(location, grain, start);
    return goal == null ? null : goal.money();
  }

  private @Nullable Fraction of(@Nullable String location, Grain grain, LocalDate start) {
    BigDecimal set = inForce(location, grain, start);
    if (set != null) {
      return Fraction.of(set);
    }
    if (grain == Grain.MONTH) {
      return null;
    }
    List<LocalDate> dates = new ArrayList<>();
    for (int i = 0; i < (grain == Grain.WEEK ? 7 : 1); i++) {
      dates.add(start.plusDays(i));
    }
    List<Fraction> parts = new ArrayList<>();
    for (LocalDate date : dates) {
      Fraction part = grain == Grain.DAY ? dayOf(location, Grain.WEEK, date) : null;
      if (part == null) {
        part = dayOf(location, Grain.MONTH, date);
      }
      if (part != null) {
        parts.add(part);
      }
    }
    return parts.isEmpty() ? null : parts.stream().reduce(ZERO, Fraction::plus);
  }

  /** What one day is given by the goal of its week or month. */
  private @Nullable Fraction dayOf(@Nullable String location, Grain of, LocalDate date) {
    LocalDate start = date;
    while (of == Grain.WEEK ? start.getDayOfWeek() != weekStartsOn : start.getDayOfMonth() != 1) {
      start = start.minusDays(1);
    }
    BigDecimal whole = inForce(location, of, start);
    if (whole == null) {
      return null;
    }
    int days = 0;
    for (LocalDate day = start;
        of == Grain.WEEK ? day.isBefore(start.plusDays(7)) : day.getMonth() == start.getMonth();
        day = day.plusDays(1)) {
      days += counts(day) ? 1 : 0;
    }
    return counts(date) ? Fraction.of(whole).dividedBy(days) : ZERO;
  }

  private boolean counts(LocalDate day) {
    return !workingDaysOnly
        || !(day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY);
  }

  private @Nullable BigDecimal inForce(
      @Nullable String location, Grain granularity, LocalDate start) {
    return rows.stream()
        .filter(row -> Objects.equals(row.location(), location))
        .filter(row -> row.granularity() == granularity)
        .filter(row -> !row.periodStart().isAfter(start))
        .max(
            Comparator.comparing(Goal::periodStart)
                .thenComparing(Goal::setAt)
                .thenComparing(Goal::id))
        .map(Goal::amount)
        .orElse(null);
  }
}
