package io.tidemark.projection.rebuild;

import io.tidemark.projection.engine.CellTable;
import io.tidemark.projection.engine.Context;
import io.tidemark.projection.engine.Entity;
import io.tidemark.projection.engine.EntityTable;
import io.tidemark.projection.engine.Fold;
import io.tidemark.projection.engine.Generation;
import io.tidemark.projection.engine.Generations;
import io.tidemark.projection.engine.ParameterStore;
import io.tidemark.projection.engine.PartialFold;
import io.tidemark.projection.engine.Projection;
import io.tidemark.projection.engine.Projections;
import io.tidemark.projection.engine.Summation;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Checks that every cell is the sum of what the entities count for, in one snapshot, while events
 * go on being folded in.
 */
public final class Verifier {

  private static final int FETCH_SIZE = 10_000;

  private final Projections projections;

  public Verifier(Projections projections) {
    this.projections = projections;
  }

  /**
   * A cell that is not the sum of its entities.
   *
   * @param stored the sums in the table; null if there is no such row
   * @param recomputed the sums of the entities; null if none counts in the cell
   */
  public record Difference(
      String table,
      List<Object> key,
      @Nullable List<Object> stored,
      @Nullable List<Object> recomputed) {}

  /** What was checked, and what was found. */
  public record Report(
      long entities, long cells, List<Difference> differences, Duration duration) {}

  /** Compares all tables of the generation that serves. */
  public Report verify(Connection connection, LongConsumer progress) throws SQLException {
    return verify(connection, Generations.serving(connection), null, progress);
  }

  /**
   * Compares all tables of the generation.
   *
   * @param sample which cells are compared; null for all, which are then held in memory
   * @param progress is told the number of entities read so far, now and then
   */
  public Report verify(
      Connection connection, Generation generation, @Nullable Sample sample, LongConsumer progress)
      throws SQLException {
    long start = System.nanoTime();
    if (!connection.getAutoCommit()) {
      connection.rollback(); // what looked for the generation has begun a transaction
    }
    connection.setAutoCommit(false);
    connection.setReadOnly(true);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    try {
      Context context = new Context(generation.calendar(), ParameterStore.load(connection));
      Summation fold = sample == null ? new Fold(context) : new PartialFold(context, sample);
      long entities = 0;
      for (Projection<?, ?> projection : projections.all()) {
        entities += fold(connection, generation.schema(), projection, fold, entities, progress);
      }
      Map<CellTable, Map<List<Object>, List<Object>>> expected = expected(fold);
      long cells = 0;
      List<Difference> differences = new ArrayList<>();
      for (CellTable table : projections.tables().toList()) {
        var sums = expected.getOrDefault(table, new HashMap<>());
        cells += compare(connection, generation.schema(), table, sample, sums, differences);
      }
      return new Report(entities, cells, differences, Duration.ofNanos(System.nanoTime() - start));
    } finally {
      connection.rollback();
    }
  }

  private static <E extends Entity> long fold(
      Connection connection,
      String schema,
      Projection<?, E> projection,
      Summation fold,
      long before,
      LongConsumer progress)
      throws SQLException {
    EntityTable<E> table = projection.entities();
    long entities = 0;
    try (Statement select = connection.createStatement()) {
      select.setFetchSize(FETCH_SIZE);
      try (ResultSet rows = select.executeQuery(table.selectAll(schema))) {
        while (rows.next()) {
          fold.add(projection, table.readEntity(rows));
          if (++entities % FETCH_SIZE == 0) {
            progress.accept(before + entities);
          }
        }
      }
    }
    progress.accept(before + entities);
    return entities;
  }

  private static Map<CellTable, Map<List<Object>, List<Object>>> expected(Summation fold) {
    Map<CellTable, Map<List<Object>, List<Object>>> expected = new HashMap<>();
    fold.cells()
        .forEach(
            (table, cells) -> {
              Map<List<Object>, List<Object>> sums = new HashMap<>();
              cells.forEach(
                  (address, amounts) -> {
                    List<Object> values = table.sumValues(amounts);
                    if (!CellTable.isZero(values)) {
                      sums.put(table.keyValues(address), values);
                    }
                  });
              expected.put(table, sums);
            });
    return expected;
  }

  private static long compare(
      Connection connection,
      String schema,
      CellTable table,
      @Nullable Sample sample,
      Map<List<Object>, List<Object>> expected,
      List<Difference> differences)
      throws SQLException {
    long cells = 0;
    try (Statement select = connection.createStatement()) {
      select.setFetchSize(FETCH_SIZE);
      try (ResultSet rows = select.executeQuery(table.select(schema))) {
        while (rows.next()) {
          List<Object> key = table.readKey(rows);
          if (sample != null && !sample.includes(table, key)) {
            continue;
          }
          cells++;
          List<Object> stored = table.readSums(rows);
          List<Object> recomputed = expected.remove(key);
          boolean same = recomputed == null ? CellTable.isZero(stored) : stored.equals(recomputed);
          if (!same) {
            differences.add(new Difference(table.name(), key, stored, recomputed));
          }
        }
      }
    }
    expected.forEach(
        (key, recomputed) -> differences.add(new Difference(table.name(), key, null, recomputed)));
    return cells + expected.size();
  }
}
