package io.tidemark.projection.engine;

import java.util.List;

/**
 * A table of cells without a period.
 *
 * @param <K> a record of the key columns
 * @param <S> a record of the sum columns: {@code long} or {@code BigDecimal}
 */
public final class Table<K extends Record, S extends Record> {

  private final CellTable cells;

  private Table(CellTable cells) {
    this.cells = cells;
  }

  public static <K extends Record, S extends Record> Table<K, S> of(
      String name, Class<K> key, Class<S> sums) {
    return new Table<>(new CellTable(name, List.of(), Columns.of(key), Columns.of(sums), false));
  }

  /** The same table, from which cells whose sums are all 0 are removed. */
  public Table<K, S> withoutZeros() {
    return new Table<>(cells.withoutZeros());
  }

  public CellTable cells() {
    return cells;
  }
}
