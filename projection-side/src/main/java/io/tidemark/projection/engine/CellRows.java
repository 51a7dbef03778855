package io.tidemark.projection.engine;

import io.tidemark.projection.engine.Columns.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads some rows of tables of cells. */
public final class CellRows {

  private static final int FETCH_SIZE = 10_000;

  private CellRows() {}

  /** The sums of one cell; empty if it has no row. */
  public static Optional<List<Object>> find(
      Connection connection, String schema, CellTable table, List<Object> key) throws SQLException {
    List<Column> keys = table.columns().subList(0, table.keySize());
    String sql =
        table.select(schema)
            + " where "
            + keys.stream()
                .map(column -> column.name() + " = ?::" + column.type().sql())
                .collect(Collectors.joining(" and "));
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      for (int i = 0; i < keys.size(); i++) {
        select.setString(i + 1, String.valueOf(keys.get(i).type().element(key.get(i))));
      }
      try (ResultSet rows = select.executeQuery()) {
        return rows.next() ? Optional.of(table.readSums(rows)) : Optional.empty();
      }
    }
  }

  /** The cells of these periods, by key, without those whose sums are all 0. */
  public static Map<List<Object>, List<Object>> ofPeriods(
      Connection connection, String schema, CellTable table, Collection<Period> periods)
      throws SQLException {
    Map<List<Object>, List<Object>> cells = new HashMap<>();
    String sql =
        table.select(schema)
            + " where (grain, period_start) in (select * from unnest(?::text[], ?::date[]))";
    Object[] grains = periods.stream().map(each -> SqlType.wireName(each.grain())).toArray();
    Object[] starts = periods.stream().map(each -> each.periodStart().toString()).toArray();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setFetchSize(FETCH_SIZE);
      select.setArray(1, connection.createArrayOf("text", grains));
      select.setArray(2, connection.createArrayOf("date", starts));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          List<Object> sums = table.readSums(rows);
          if (!CellTable.isZero(sums)) {
            cells.put(table.readKey(rows), sums);
          }
        }
      }
    }
    return cells;
  }
}
