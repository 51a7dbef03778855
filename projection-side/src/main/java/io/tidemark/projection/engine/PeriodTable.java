package io.tidemark.projection.engine;

import java.util.Arrays;
import java.util.List;

/**
 * A table of cells per day, week, month and all time, or some of these. Its first key columns are
 * {@code grain} and {@code period_start}.
 *
 * @param <K> a record of the key columns that follow the period
 * @param <S> a record of the sum columns: {@code long} or {@code BigDecimal}
 */
public final class PeriodTable<K extends Record, S extends Record> {

  private final CellTable cells;

  private PeriodTable(CellTable cells) {
    this.cells = cells;
  }

  public static <K extends Record, S extends Record> PeriodTable<K, S> of(
      String name, Class<K> key, Class<S> sums) {
    List<Grain> grains = List.of(Grain.values());
    return new PeriodTable<>(new CellTable(name, grains, Columns.of(key), Columns.of(sums), false));
  }

  /**
   * The same table with cells for these lengths of time alone.
   *
   * @throws IllegalArgumentException if there are none
   */
  public PeriodTable<K, S> only(Grain... grains) {
    List<Grain> some = Arrays.stream(grains).distinct().sorted().toList();
    if (some.isEmpty()) {
      throw new IllegalArgumentException(cells.name() + " has cells for no length of time");
    }
    return new PeriodTable<>(cells.only(some));
  }

  /** The same table, from which cells whose sums are all 0 are removed. */
  public PeriodTable<K, S> withoutZeros() {
    return new PeriodTable<>(cells.withoutZeros());
  }

  public CellTable cells() {
    return cells;
  }
}
