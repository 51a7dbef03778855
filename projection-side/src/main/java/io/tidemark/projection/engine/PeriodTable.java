package io.tidemark.projection.engine;

/**
 * A table of cells per day, week, month and all time. Its first key columns are {@code grain} and
 * {@code period_start}.
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
    return new PeriodTable<>(new CellTable(name, true, Columns.of(key), Columns.of(sums), false));
  }

  /** The same table, from which cells whose sums are all 0 are removed. */
  public PeriodTable<K, S> withoutZeros() {
    return new PeriodTable<>(cells.withoutZeros());
  }

  public CellTable cells() {
    return cells;
  }
}
