package io.tidemark.projection.engine;

import io.tidemark.projection.engine.Columns.Column;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sums of one cell while they add up: a {@code long} or a {@code BigDecimal} per column. */
public final class Amounts {

  private final long[] counts;
  private final @Nullable BigDecimal[] decimals;

  /** How many events changed the cell; an entity that leaves it and comes back is one change. */
  private long events;

  private long lastChange;

  Amounts(int size) {
    counts = new long[size];
    decimals = new BigDecimal[size];
  }

  void add(List<Column> columns, Record sums, int sign) {
    for (int i = 0; i < counts.length; i++) {
      Object value = columns.get(i).get(sums);
      if (value instanceof BigDecimal amount) {
        addDecimal(i, sign < 0 ? amount.negate() : amount);
      } else {
        counts[i] = Math.addExact(counts[i], sign * (Long) value);
      }
    }
  }

  /**
   * Counts the events of a change, once however often it adds to the cell.
   *
   * @param change 1 or greater, another for each change
   */
  void touch(long change, long itsEvents) {
    if (lastChange != change) {
      lastChange = change;
      events += itsEvents;
    }
  }

  /** How many events the sums come from; 0 if nobody counted them. */
  long events() {
    return events;
  }

  void add(Amounts other) {
    events += other.events;
    for (int i = 0; i < counts.length; i++) {
      counts[i] = Math.addExact(counts[i], other.counts[i]);
      BigDecimal amount = other.decimals[i];
      if (amount != null) {
        addDecimal(i, amount);
      }
    }
  }

  private void addDecimal(int i, BigDecimal amount) {
    BigDecimal sum = decimals[i];
    decimals[i] = sum == null ? amount : sum.add(amount);
  }

  boolean isZero() {
    for (int i = 0; i < counts.length; i++) {
      BigDecimal amount = decimals[i];
      if (counts[i] != 0 || (amount != null && amount.signum() != 0)) {
        return false;
      }
    }
    return true;
  }

  /** The sum of a column, of its own type; a decimal without trailing zeros. */
  Object get(int i, SqlType type) {
    if (type != SqlType.NUMERIC) {
      return counts[i];
    }
    BigDecimal amount = decimals[i];
    return amount == null ? BigDecimal.ZERO : amount.stripTrailingZeros();
  }

  @Override
  public String toString() {
    return Arrays.toString(counts) + Arrays.toString(decimals);
  }
}
