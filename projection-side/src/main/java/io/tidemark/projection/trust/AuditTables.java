package io.tidemark.projection.trust;

import io.tidemark.projection.engine.CellTable;
import io.tidemark.projection.engine.Grain;
import io.tidemark.projection.engine.Period;
import io.tidemark.projection.engine.WrittenKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The statements on {@code tidemark.self_audit} and {@code tidemark.drift}. */
final class AuditTables {

  /** A run of the self-audit as it is kept. */
  record Run(Instant startedAt, long millis, long periods, long entities, long cells, long drift) {}

  private static final JsonMapper JSON = JsonMapper.shared();

  private static final String LAST =
      "select started_at, millis, periods, entities, cells, drift from tidemark.self_audit";

  private static final String KEEP =
      """
      insert into tidemark.self_audit
        (generation, instance, started_at, millis, periods, entities, cells, drift)
      values (?, ?, ?, ?, ?, ?, ?, ?)
      on conflict (one_row) do update set
        generation = excluded.generation, instance = excluded.instance,
        started_at = excluded.started_at, millis = excluded.millis, periods = excluded.periods,
        entities = excluded.entities, cells = excluded.cells, drift = excluded.drift
      """;

  private static final String DRIFTING =
      """
      select distinct grain, period_start from tidemark.drift
      where generation = ? and table_name = any(?)
      """;

  private static final String FOUND =
      """
      insert into tidemark.drift
        (generation, table_name, cell_key, grain, period_start, stored, recomputed, found_at, seen_at)
      values (?, ?, ?::jsonb, ?, ?, ?::jsonb, ?::jsonb, ?, ?)
      on conflict (generation, table_name, md5(cell_key::text)) do update set
        stored = excluded.stored, recomputed = excluded.recomputed, seen_at = excluded.seen_at
      """;

  /** All that drifted is looked at in each run: what was not found again is mended or dropped. */
  private static final String NOT_SEEN = "update tidemark.drift set seen_at = '-infinity'";

  private static final String MENDED = "delete from tidemark.drift where seen_at = '-infinity'";

  private AuditTables() {}

  static Optional<Run> last(Connection connection) throws SQLException {
    try (Statement select = connection.createStatement();
        ResultSet row = select.executeQuery(LAST)) {
      return row.next()
          ? Optional.of(
              new Run(
                  row.getObject(1, OffsetDateTime.class).toInstant(),
                  row.getLong(2),
                  row.getLong(3),
                  row.getLong(4),
                  row.getLong(5),
                  row.getLong(6)))
          : Optional.empty();
    }
  }

  /** The periods in which cells of these tables drifted when they were last looked at. */
  static Set<Period> drifting(Connection connection, int generation, List<CellTable> tables)
      throws SQLException {
    Set<Period> periods = new HashSet<>();
    try (PreparedStatement select = connection.prepareStatement(DRIFTING)) {
      select.setInt(1, generation);
      select.setArray(
          2, connection.createArrayOf("text", tables.stream().map(CellTable::name).toArray()));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          periods.add(period(rows));
        }
      }
    }
    return periods;
  }

  /** A period of columns {@code grain, period_start}. */
  static Period period(ResultSet rows) throws SQLException {
    return new Period(
        Grain.valueOf(rows.getString(1).toUpperCase(Locale.ROOT)),
        rows.getObject(2, LocalDate.class));
  }

  static void keep(
      Connection connection, int generation, String instance, Run run, List<Drift> drift)
      throws SQLException {
    OffsetDateTime at = run.startedAt().atOffset(ZoneOffset.UTC);
    try (PreparedStatement keep = connection.prepareStatement(KEEP);
        PreparedStatement notSeen = connection.prepareStatement(NOT_SEEN);
        PreparedStatement found = connection.prepareStatement(FOUND);
        PreparedStatement mended = connection.prepareStatement(MENDED)) {
      keep.setInt(1, generation);
      keep.setString(2, instance);
      keep.setObject(3, at);
      keep.setLong(4, run.millis());
      keep.setLong(5, run.periods());
      keep.setLong(6, run.entities());
      keep.setLong(7, run.cells());
      keep.setLong(8, run.drift());
      keep.executeUpdate();
      notSeen.executeUpdate();
      for (Drift each : drift) {
        found.setInt(1, generation);
        found.setString(2, each.table().name());
        found.setString(3, json(each.table().keyNames(), each.key()));
        found.setString(4, each.period().grain().name().toLowerCase(Locale.ROOT));
        found.setObject(5, each.period().periodStart());
        found.setString(6, json(each.table().sumNames(), each.stored()));
        found.setString(7, json(each.table().sumNames(), each.recomputed()));
        found.setObject(8, at);
        found.setObject(9, at);
        found.addBatch();
      }
      found.executeBatch();
      mended.executeUpdate();
    }
  }

  static @Nullable String json(List<String> names, @Nullable List<Object> values) {
    if (values == null) {
      return null;
    }
    Map<String, Object> named = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      named.put(names.get(i), WrittenKey.written(values.get(i)));
    }
    return JSON.writeValueAsString(named);
  }
}
