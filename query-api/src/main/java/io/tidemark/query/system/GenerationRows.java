package io.tidemark.query.system;

import io.tidemark.query.system.DifferencesPage.Difference;
import io.tidemark.query.system.GenerationState.Progress;
import io.tidemark.query.system.GenerationState.Verification;
import io.tidemark.query.system.GenerationsPage.Projector;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The statements on generations, each within the caller's snapshot. */
final class GenerationRows {

  static final String GENERATIONS =
      """
      select g.*,
        extract(epoch from g.standby_window)::bigint as window_seconds,
        case when g.state in ('filling', 'following', 'serving', 'standby') then
          (select coalesce(sum(greatest(e.end_offset - coalesce(p.next_offset, 0), 0)), 0)::bigint
           from tidemark.log_end e
           left join tidemark.position p
             on p.generation = g.generation and p.topic = e.topic and p.partition = e.partition)
          end as lag,
        (select count(*) from tidemark.dead_letter d
         where d.generation = g.generation and d.state in ('open', 'retrying')) as dead_letters,
        coalesce(g.runner_seen_at > now() - interval '5 seconds', false) as runner_alive,
        now() as observed_at
      from tidemark.generation g
      where (?::integer is null or g.generation = ?) and g.generation < ?
      order by g.generation desc
      limit ?
      """;

  static final String SERVING =
      "select generation from tidemark.generation where state = 'serving'";

  static final String PROJECTORS =
      """
      select id, code, zone, week_starts_on, started_at, seen_at
      from tidemark.instance
      where seen_at > now() - interval '5 seconds'
      order by id
      """;

  static final String DIFFERENCES =
      """
      select table_name, number, cell_key, serving, rebuilt, entities
      from tidemark.difference
      where generation = ? and (?::text is null or table_name = ?) and (table_name, number) > (?, ?)
      order by table_name, number
      limit ?
      """;

  private GenerationRows() {}

  static Optional<GenerationState> one(Connection snapshot, int generation) throws SQLException {
    return read(snapshot, generation, Integer.MAX_VALUE, 1).stream().findFirst();
  }

  /** The newest ones below that number. */
  static List<GenerationState> newest(Connection snapshot, int below, int limit)
      throws SQLException {
    return read(snapshot, null, below, limit);
  }

  private static List<GenerationState> read(
      Connection snapshot, @Nullable Integer generation, int below, int limit) throws SQLException {
    List<GenerationState> generations = new ArrayList<>();
    try (PreparedStatement statement = snapshot.prepareStatement(GENERATIONS)) {
      statement.setObject(1, generation);
      statement.setObject(2, generation);
      statement.setInt(3, below);
      statement.setInt(4, limit);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          generations.add(generation(rows));
        }
      }
    }
    return generations;
  }

  private static GenerationState generation(ResultSet row) throws SQLException {
    return new GenerationState(
        row.getInt("generation"),
        row.getString("state"),
        row.getBoolean("paused"),
        row.getString("code"),
        row.getString("zone"),
        row.getString("week_starts_on"),
        row.getString("reason"),
        row.getString("requested_by"),
        row.getObject("requested_at", OffsetDateTime.class).toInstant(),
        row.getString("source"),
        row.getString("projection"),
        Arrays.asList((String[]) row.getArray("files").getArray()),
        row.getObject("rate", Long.class),
        row.getObject("workers", Integer.class),
        Duration.ofSeconds(row.getLong("window_seconds")).toString(),
        new Progress(
            row.getLong("events_total"), row.getLong("events_done"), instant(row, "filled_at")),
        row.getObject("lag", Long.class),
        row.getLong("dead_letters"),
        row.getString("runner"),
        instant(row, "runner_seen_at"),
        row.getBoolean("runner_alive"),
        row.getString("trouble"),
        new Verification(
            instant(row, "verify_requested_at"),
            instant(row, "verified_at"),
            row.getObject("cells_compared", Long.class),
            row.getObject("differences", Long.class),
            counts(row.getString("differences_by_table")),
            row.getString("accepted_by")),
        instant(row, "serving_since"),
        instant(row, "standby_until"),
        instant(row, "ended_at"),
        row.getObject("observed_at", OffsetDateTime.class).toInstant());
  }

  static int serving(Connection snapshot) throws SQLException {
    try (PreparedStatement statement = snapshot.prepareStatement(SERVING);
        ResultSet row = statement.executeQuery()) {
      if (!row.next()) {
        throw new IllegalStateException("no generation serves");
      }
      return row.getInt(1);
    }
  }

  /** The projectors that are there. */
  static List<Projector> projectors(Connection snapshot) throws SQLException {
    List<Projector> projectors = new ArrayList<>();
    try (PreparedStatement statement = snapshot.prepareStatement(PROJECTORS);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        projectors.add(
            new Projector(
                rows.getString(1),
                rows.getString(2),
                rows.getString(3),
                rows.getString(4),
                rows.getObject(5, OffsetDateTime.class).toInstant(),
                rows.getObject(6, OffsetDateTime.class).toInstant()));
      }
    }
    return projectors;
  }

  /** Those after that one, of one table or of all. */
  static List<Difference> differences(
      Connection snapshot,
      int generation,
      @Nullable String table,
      String afterTable,
      int afterNumber,
      int limit)
      throws SQLException {
    List<Difference> differences = new ArrayList<>();
    try (PreparedStatement statement = snapshot.prepareStatement(DIFFERENCES)) {
      statement.setInt(1, generation);
      statement.setString(2, table);
      statement.setString(3, table);
      statement.setString(4, afterTable);
      statement.setInt(5, afterNumber);
      statement.setInt(6, limit);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          differences.add(
              new Difference(
                  rows.getString(1),
                  rows.getInt(2),
                  rows.getString(3),
                  rows.getString(4),
                  rows.getString(5),
                  rows.getString(6)));
        }
      }
    }
    return differences;
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private static Map<String, Long> counts(@Nullable String json) {
    Map<String, Long> counts = new TreeMap<>();
    if (json != null) {
      for (Map.Entry<String, JsonNode> count : JsonMapper.shared().readTree(json).properties()) {
        counts.put(count.getKey(), count.getValue().asLong());
      }
    }
    return counts;
  }
}
