package io.tidemark.projection.trust;

import io.tidemark.projection.engine.Amounts;
import io.tidemark.projection.engine.Candidates;
import io.tidemark.projection.engine.CellRows;
import io.tidemark.projection.engine.CellTable;
import io.tidemark.projection.engine.CellTable.Address;
import io.tidemark.projection.engine.Context;
import io.tidemark.projection.engine.Entity;
import io.tidemark.projection.engine.EntityTable;
import io.tidemark.projection.engine.Generation;
import io.tidemark.projection.engine.PartialFold;
import io.tidemark.projection.engine.Period;
import io.tidemark.projection.engine.Projection;
import io.tidemark.projection.engine.Projections;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Adds the cells of some periods up once more, in the snapshot of a connection. Memory holds these
 * cells, and the entities stream by.
 */
final class Recomputation {

  private static final int FETCH_SIZE = 2_000;

  private final Connection snapshot;
  private final Projections projections;
  private final Generation generation;
  private final Context context;
  private final List<Drift> drift = new ArrayList<>();
  private long entities;
  private long cells;

  Recomputation(
      Connection snapshot, Projections projections, Generation generation, Context context) {
    this.snapshot = snapshot;
    this.projections = projections;
    this.generation = generation;
    this.context = context;
  }

  /** The cells that are not what their entities sum to. */
  List<Drift> drift() {
    return List.copyOf(drift);
  }

  /** How many entities were read. */
  long entities() {
    return entities;
  }

  /** How many cells were compared. */
  long cells() {
    return cells;
  }

  /** Compares the cells of these periods in these tables. */
  void compare(List<CellTable> tables, Set<Period> periods) throws SQLException {
    PartialFold fold =
        new PartialFold(
            context,
            (table, address) -> tables.contains(table) && periods.contains(address.period()));
    for (Projection<?, ?> projection : projections.all()) {
      if (projection.tables().stream().anyMatch(tables::contains)) {
        add(projection, periods, fold);
      }
    }
    Map<CellTable, Map<Address, Amounts>> sums = fold.cells();
    for (CellTable table : tables) {
      compare(table, periods, sums.getOrDefault(table, Map.of()));
    }
  }

  private <E extends Entity> void add(
      Projection<?, E> projection, Set<Period> periods, PartialFold fold) throws SQLException {
    EntityTable<E> table = projection.entities();
    Candidates candidates = Candidates.ofPeriods(projection, periods, generation.calendar().zone());
    try (PreparedStatement select = candidates.select(snapshot, table, generation.schema())) {
      select.setFetchSize(FETCH_SIZE);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          fold.add(projection, table.readEntity(rows));
          entities++;
        }
      }
    }
  }

  private void compare(CellTable table, Set<Period> periods, Map<Address, Amounts> sums)
      throws SQLException {
    Map<List<Object>, List<Object>> stored =
        CellRows.ofPeriods(snapshot, generation.schema(), table, periods);
    Map<List<Object>, Period> periodOf = new HashMap<>();
    Map<List<Object>, List<Object>> recomputed = new HashMap<>();
    sums.forEach(
        (address, amounts) -> {
          List<Object> values = table.sumValues(amounts);
          if (!CellTable.isZero(values)) {
            recomputed.put(table.keyValues(address), values);
          }
        });
    stored.keySet().forEach(key -> periodOf.put(key, table.periodOf(key)));
    recomputed.keySet().forEach(key -> periodOf.put(key, table.periodOf(key)));
    cells += periodOf.size();
    periodOf.forEach(
        (key, period) -> {
          @Nullable List<Object> was = stored.get(key);
          @Nullable List<Object> is = recomputed.get(key);
          if (was == null || !was.equals(is)) {
            drift.add(new Drift(table, period, key, was, is));
          }
        });
  }
}
