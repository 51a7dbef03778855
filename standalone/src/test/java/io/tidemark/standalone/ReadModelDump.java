package io.tidemark.standalone;

import io.tidemark.projection.cli.Instance;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that a read model says, table by table, row by row. Two things are left out as they depend on
 * how events came in batches and say nothing: rows of cells that are all 0, and the revisions that
 * guard rows.
 */
record ReadModelDump(Map<String, List<String>> tables) {

  private static final String TABLES =
      """
      select table_name,
        string_agg(quote_ident(column_name), ', ' order by columns.ordinal_position)
          filter (where column_name <> 'revision'),
        case when bool_or(column_name = 'stamps') then 'true'
          else string_agg(quote_ident(column_name) || ' <> 0', ' or ')
            filter (where data_type in ('bigint', 'numeric') and constraint_name is null) end
      from information_schema.columns
        left join information_schema.key_column_usage
          using (table_schema, table_name, column_name)
      where table_schema = 'readmodel'
      group by table_name
      """;

  static ReadModelDump of(Instance instance) throws SQLException {
    var tables = new TreeMap<String, List<String>>();
    try (Connection connection =
            DriverManager.getConnection(
                instance.jdbcUrl(), instance.jdbcUsername(), instance.jdbcPassword());
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ); // one snapshot
      var queries = new TreeMap<String, String>();
      try (var rows = statement.executeQuery(TABLES)) {
        while (rows.next())
          queries.put(
              rows.getString(1),
              "select row(%s)::text from readmodel.%s where %s order by 1"
                  .formatted(rows.getString(2), rows.getString(1), rows.getString(3)));
      }
      for (var query : queries.entrySet()) {
        var lines = new ArrayList<String>();
        try (var rows = statement.executeQuery(query.getValue())) {
          while (rows.next()) lines.add(rows.getString(1));
        }
        tables.put(query.getKey(), lines);
      }
    }
    return new ReadModelDump(tables);
  }

  long rows() {
    return tables.values().stream().mapToLong(List::size).sum();
  }
}
