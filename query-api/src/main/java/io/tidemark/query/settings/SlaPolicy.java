package io.tidemark.query.settings;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.swagger.v3.oas.annotations.media.Schema;
import io.tidemark.query.freshness.Generation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How soon a complaint must be answered and resolved, by priority. The projector reads the same
 * rows; each holds for complaints opened from its time on, so that a change restates nothing.
 */
final class SlaPolicy {

  static final List<String> PRIORITIES = List.of("low", "medium", "high", "critical");

  @Schema(name = "SlaTarget")
  record Target(
      @Schema(type = "string", format = "duration", example = "PT4H")
          @JsonFormat(shape = JsonFormat.Shape.STRING)
          Duration response,
      @Schema(type = "string", format = "duration", example = "PT24H")
          @JsonFormat(shape = JsonFormat.Shape.STRING)
          Duration resolution) {}

  private static final String READ =
      """
      select distinct on (name) name, value from tidemark.parameter
      where name like 'sla.%'
      order by name, valid_from desc
      """;

  private static final String LOCK = "select version from tidemark.parameter_version for update";

  private static final String INSERT =
      """
      insert into tidemark.parameter (name, valid_from, value)
      select ?, greatest(?, (select max(opened) + interval '1 microsecond' from readmodel.complaint)), ?
      on conflict (name, valid_from) do update set value = excluded.value
      """;

  private static final String RAISE = "update tidemark.parameter_version set version = version + 1";

  private SlaPolicy() {}

  /** The newest of each priority. */
  static Map<String, Target> read(Connection connection) throws SQLException {
    Map<String, Duration> values = new LinkedHashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(READ);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        values.put(rows.getString(1), Duration.parse(rows.getString(2)));
      }
    }
    Map<String, Target> policy = new LinkedHashMap<>();
    for (String priority : PRIORITIES) {
      policy.put(
          priority,
          new Target(
              value(values, "sla.response." + priority),
              value(values, "sla.resolution." + priority)));
    }
    return policy;
  }

  private static Duration value(Map<String, Duration> values, String name) {
    return Objects.requireNonNull(values.get(name), () -> "tidemark.parameter has no row " + name);
  }

  /** Waits for projectors that are deriving due times just now; they wait for the commit then. */
  static void lock(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
      statement.executeQuery().close();
    }
  }

  /** Adds what differs, for complaints opened from now on. Only after {@link #lock}. */
  static void write(
      Connection connection, Map<String, Target> before, Map<String, Target> after, Instant now)
      throws SQLException {
    boolean changed = false;
    try (PreparedStatement insert =
        connection.prepareStatement(Generation.sqlOfServing(connection, INSERT))) {
      for (String priority : PRIORITIES) {
        Target old = Objects.requireNonNull(before.get(priority));
        Target fresh = Objects.requireNonNull(after.get(priority));
        changed |= add(insert, "sla.response." + priority, old.response(), fresh.response(), now);
        changed |=
            add(insert, "sla.resolution." + priority, old.resolution(), fresh.resolution(), now);
      }
    }
    if (changed) {
      try (PreparedStatement raise = connection.prepareStatement(RAISE)) {
        raise.executeUpdate();
      }
    }
  }

  private static boolean add(
      PreparedStatement insert, String name, Duration old, Duration fresh, Instant now)
      throws SQLException {
    if (old.equals(fresh)) {
      return false;
    }
    insert.setString(1, name);
    insert.setTimestamp(2, Timestamp.from(now));
    insert.setString(3, fresh.toString());
    insert.executeUpdate();
    return true;
  }
}
