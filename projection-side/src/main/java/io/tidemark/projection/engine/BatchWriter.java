package io.tidemark.projection.engine;

import io.tidemark.projection.deadletter.DeadLetters;
import io.tidemark.projection.deadletter.WaitingLetters;
import io.tidemark.projection.engine.Batch.Changes;
import io.tidemark.projection.engine.CellTable.Address;
import io.tidemark.projection.engine.Columns.Column;
import io.tidemark.projection.engine.Positions.Fenced;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes a batch in one transaction: first the position, which fences a projector that has lost its
 * partition, then rows, then cells in one order for all, and the news of it last.
 */
final class BatchWriter {

  private static final String RAISE =
      """
      insert into tidemark.watermark as stored (generation, metric_group, version, as_of)
      select ?, * from unnest(?::text[], ?::bigint[], ?::timestamptz[])
      on conflict (generation, metric_group) do update
        set version = stored.version + 1, as_of = greatest(stored.as_of, excluded.as_of)
      """;

  /** Of a generation that nobody reads there is no news. */
  private static final String NOTIFY =
      """
      select pg_notify('tidemark', ?)
      from tidemark.generation where generation = ? and state = 'serving'
      """;

  private final Projections projections;
  private final Generation generation;
  private final EntityRows rows;
  private final Ledger ledger;

  /** One that keeps no restatements: of a generation that nobody reads yet. */
  BatchWriter(Projections projections, Generation generation) {
    this(
        projections,
        generation,
        new Ledger(RestatementSettings.OFF, generation, Clock.systemUTC()));
  }

  BatchWriter(Projections projections, Generation generation, Ledger ledger) {
    this.projections = projections;
    this.generation = generation;
    rows = new EntityRows(generation.schema());
    this.ledger = ledger;
  }

  Generation generation() {
    return generation;
  }

  /** Writes the batch, up to but without the commit. */
  void write(Connection connection, Batch batch) throws SQLException, Fenced, Outdated {
    if (batch.ranges().isEmpty()) {
      return;
    }
    long parameters = Positions.move(connection, generation.number(), batch.ranges());
    if (parameters != batch.parametersVersion()) {
      throw new Outdated("the parameters have changed", false);
    }
    DeadLetters.insert(connection, generation.number(), batch.deadLetters());
    // before any row: where the answer to a commit was lost, this is what tells
    if (!WaitingLetters.resolve(connection, generation.number(), batch.tried())) {
      throw new Outdated("a dead letter does not wait any more", false);
    }
    for (Changes<?> changes : batch.changes()) {
      rows.insert(connection, changes);
      rows.update(connection, changes);
    }
    writeCells(connection, batch.cells());
    if (!batch.newest().isEmpty()) {
      announce(connection, new TreeMap<>(batch.newest()));
    }
  }

  void writeCells(Connection connection, Map<CellTable, Map<Address, Amounts>> all)
      throws SQLException {
    for (CellTable table : projections.tables().toList()) {
      Map<Address, Amounts> cells = all.get(table);
      if (cells != null && !cells.isEmpty()) {
        upsert(connection, table, cells);
      }
    }
  }

  private record Cell(List<Object> key, Amounts amounts) {}

  private void upsert(Connection connection, CellTable table, Map<Address, Amounts> cells)
      throws SQLException {
    Set<Period> restated = ledger.restated(connection, table, cells.keySet());
    if (restated.isEmpty()) {
      upsert(connection, table, sorted(table, cells, _ -> true));
      return;
    }
    List<Cell> closed = sorted(table, cells, address -> restated.contains(address.period()));
    Object[] events = closed.stream().map(cell -> cell.amounts().events()).toArray();
    ledger.restate(connection, table, values(table, closed), events);
    List<Cell> others = sorted(table, cells, address -> !restated.contains(address.period()));
    if (!others.isEmpty()) {
      upsert(connection, table, others);
    }
  }

  private void upsert(Connection connection, CellTable table, List<Cell> cells)
      throws SQLException {
    @Nullable Object[][] values = values(table, cells);
    execute(connection, table.upsert(generation.schema()), table.columns(), values);
    if (table.dropsZeros()) {
      execute(
          connection,
          table.deleteZeros(generation.schema()),
          table.columns().subList(0, table.keySize()),
          values);
    }
  }

  /** The cells at these addresses, in the order in which all transactions lock them. */
  private static List<Cell> sorted(
      CellTable table, Map<Address, Amounts> cells, Predicate<Address> some) {
    List<Cell> sorted = new ArrayList<>(cells.size());
    cells.forEach(
        (address, amounts) -> {
          if (some.test(address)) {
            sorted.add(new Cell(table.keyValues(address), amounts));
          }
        });
    var order = table.lockOrder();
    sorted.sort((a, b) -> order.compare(a.key(), b.key()));
    return sorted;
  }

  /** By column, then cell. */
  private static @Nullable Object[][] values(CellTable table, List<Cell> cells) {
    List<Column> columns = table.columns();
    int keySize = table.keySize();
    @Nullable Object[][] values = new Object[columns.size()][cells.size()];
    for (int i = 0; i < cells.size(); i++) {
      Cell cell = cells.get(i);
      for (int c = 0; c < columns.size(); c++) {
        SqlType type = columns.get(c).type();
        values[c][i] =
            c < keySize ? type.element(cell.key().get(c)) : cell.amounts().get(c - keySize, type);
      }
    }
    return values;
  }

  private static void execute(
      Connection connection, String sql, List<Column> columns, @Nullable Object[][] values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int c = 0; c < columns.size(); c++) {
        String type = columns.get(c).type().sql();
        statement.setArray(c + 1, connection.createArrayOf(type, values[c]));
      }
      statement.executeUpdate();
    }
  }

  private void announce(Connection connection, SortedMap<String, Instant> newest)
      throws SQLException {
    Object[] groups = newest.keySet().toArray();
    Object[] ones = newest.keySet().stream().map(_ -> 1L).toArray();
    Object[] times = newest.values().stream().map(Instant::toString).toArray();
    try (PreparedStatement raise = connection.prepareStatement(RAISE);
        PreparedStatement notify = connection.prepareStatement(NOTIFY)) {
      raise.setInt(1, generation.number());
      raise.setArray(2, connection.createArrayOf("text", groups));
      raise.setArray(3, connection.createArrayOf("bigint", ones));
      raise.setArray(4, connection.createArrayOf("timestamptz", times));
      raise.executeUpdate();
      notify.setString(1, String.join(",", newest.keySet()));
      notify.setInt(2, generation.number());
      notify.execute();
    }
  }

  /** The batch was made from something that is no longer so: make it again from what is stored. */
  static final class Outdated extends Exception {

    private final boolean foreignRows;

    Outdated(String message, boolean foreignRows) {
      super(message);
      this.foreignRows = foreignRows;
    }

    /**
     * Whether another projector writes the same entities, so that no memory of them can be trusted.
     */
    boolean hasForeignRows() {
      return foreignRows;
    }
  }
}
