package io.tidemark.testkit.oracle;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a read model holds, read by plain SQL, in the form of the {@link Oracle}. */
public final class StoredCells {

  private static final String PERIOD = "grain || '|' || period_start || '|' || ";
  private static final String CALLS = "calls, completed, failed, duration_seconds, credits";
  private static final String AGENT = "account || '|' || agent";

  private final Connection connection;
  private final String schema;
  private final Map<String, List<BigDecimal>> cells = new TreeMap<>();

  private StoredCells(Connection connection, String schema) {
    this.connection = connection;
    this.schema = schema;
  }

  /** The cells that are not zero, as {@code table|key → sums}, without trailing zeros. */
  public static Map<String, List<BigDecimal>> read(Connection connection, String schema)
      throws SQLException {
    StoredCells stored = new StoredCells(connection, schema);
    stored.readOperations();
    stored.readCalling();
    return stored.cells;
  }

  private void readOperations() throws SQLException {
    read("bookings_by_status", PERIOD + "status", "bookings, amount");
    read(
        "complaints_by_priority_and_status",
        PERIOD + "priority || '|' || status",
        "complaints, responses, response_millis, resolutions, resolution_millis, resolved_in_time");
    read("complaints_due", PERIOD + "slot || '|' || " + utc("due"), "complaints");
    read("staff_workload", "staff", "bookings, complaints, total");
    read("production_by_provider", PERIOD + "provider", "dentist, hygiene, entries");
    read(
        "production_by_location",
        PERIOD + "provider || '|' || location",
        "dentist, hygiene, entries");
    read("goals_by_location", "concat_ws('|', provider, granularity, location)", "goals");
  }

  private void readCalling() throws SQLException {
    read("calls_by_account", PERIOD + "account", CALLS);
    read("calls_by_agent", PERIOD + AGENT, CALLS);
    read("calls_by_account_hour", "account || '|' || " + utc("hour"), CALLS);
    read("calls_by_agent_hour", AGENT + " || '|' || " + utc("hour"), CALLS);
    read("leads_by_score", PERIOD + "account || '|' || bucket", "leads, score, converted");
    read("leads_by_agent", PERIOD + AGENT, "leads, score, converted");
    read("credits_by_account", "account", "purchased");
    read("agents_by_status", "account || '|' || status", "agents");
  }

  private static String utc(String column) {
    return "to_char(%s at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')".formatted(column);
  }

  private void read(String table, String key, String sums) throws SQLException {
    query(
        connection,
        "select %s, %s from %s.%s".formatted(key, sums, schema, table),
        rows -> {
          List<BigDecimal> values = new ArrayList<>();
          for (int i = 2; i <= rows.getMetaData().getColumnCount(); i++) {
            values.add(rows.getBigDecimal(i).stripTrailingZeros());
          }
          if (values.stream().anyMatch(value -> value.signum() != 0)) {
            cells.put(table + "|" + rows.getString(1), values);
          }
        });
  }

  /** The goals, in the form of {@link ProviderOracle#goals}. */
  public static List<String> goals(Connection connection, String schema) throws SQLException {
    List<String> goals = new ArrayList<>();
    query(
        connection,
        """
        select concat_ws(' ', id, (extract(epoch from set_at) * 1000)::bigint, provider,
          coalesce(location, '-'), granularity, coalesce(amount::text, '-'))
        from %s.goal order by id
        """
            .formatted(schema),
        rows -> goals.add(rows.getString(1)));
    return goals;
  }

  @FunctionalInterface
  private interface RowReader {
    void read(ResultSet rows) throws SQLException;
  }

  private static void query(Connection connection, String sql, RowReader reader)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        reader.read(rows);
      }
    }
  }
}
