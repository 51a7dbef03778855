package io.tidemark.projection.engine;

import java.time.LocalDate;

/** Takes what an entity counts for. */
public interface Cells {

  /** Counts in one cell. */
  <K extends Record, S extends Record> void add(Table<K, S> table, K key, S sums);

  /**
   * Counts in the cells of the day, and of the week, the month and all time that hold it: in those
   * that the table has.
   */
  <K extends Record, S extends Record> void add(
      PeriodTable<K, S> table, LocalDate day, K key, S sums);
}
