package io.tidemark.benchmarks;

import static java.util.Objects.requireNonNull;

import io.tidemark.projection.engine.Amounts;
import io.tidemark.projection.engine.CellTable;
import io.tidemark.projection.engine.CellTable.Address;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rows of a table of cells, one statement a row, those of an event in one JDBC batch. */
final class CellRows {

  private final Connection connection;
  private final CellTable table;
  private @Nullable PreparedStatement upsert;

  CellRows(Connection connection, CellTable table) {
    this.connection = connection;
    this.table = table;
  }

  void add(Map<Address, Amounts> cells) throws SQLException {
    List<Map.Entry<Address, Amounts>> sorted = new ArrayList<>(cells.entrySet());
    sorted.sort(Comparator.comparing(entry -> table.keyValues(entry.getKey()).toString()));
    PreparedStatement statement = upsert;
    for (Map.Entry<Address, Amounts> cell : sorted) {
      List<Object> key = table.keyValues(cell.getKey());
      if (statement == null) {
        statement = connection.prepareStatement(upsert(key.size()));
        upsert = statement;
      }
      int parameter = 1;
      for (Object value : key) {
        EntityRows.set(statement, parameter++, value);
      }
      for (Object value : table.sumValues(cell.getValue())) {
        EntityRows.set(statement, parameter++, value);
      }
      statement.addBatch();
    }
    requireNonNull(statement).executeBatch();
  }

  private String upsert(int keySize) throws SQLException {
    List<String> names = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(table.select("readmodel"))) {
      ResultSetMetaData columns = requireNonNull(select.getMetaData());
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        names.add(columns.getColumnName(i));
      }
    }
    return "insert into readmodel.%s as cell (%s) values (%s) on conflict (%s) do update set %s"
        .formatted(
            table.name(),
            String.join(", ", names),
            names.stream().map(_ -> "?").collect(Collectors.joining(", ")),
            String.join(", ", names.subList(0, keySize)),
            names.subList(keySize, names.size()).stream()
                .map(sum -> "%1$s = cell.%1$s + excluded.%1$s".formatted(sum))
                .collect(Collectors.joining(", ")));
  }
}
