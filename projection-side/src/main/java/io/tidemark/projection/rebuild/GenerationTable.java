package io.tidemark.projection.rebuild;

import io.tidemark.projection.engine.Calendar;
import io.tidemark.projection.engine.Generation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is asked of generations, and how far each is. */
final class GenerationTable {

  /**
   * A generation and what is asked of it.
   *
   * @param source log, entities or archive
   * @param projection whose topics are read from the source; null: all
   * @param filled whether all of its source has been folded
   * @param verifying whether it is to be compared, though it follows already
   */
  record Row(
      Generation generation,
      String state,
      boolean paused,
      @Nullable String code,
      String source,
      @Nullable String projection,
      List<String> files,
      long rate,
      int workers,
      boolean filled,
      boolean verifying,
      boolean verified,
      long differences) {

    int number() {
      return generation.number();
    }

    boolean isUnderWay() {
      return state.equals("filling") || state.equals("following");
    }

    /** Whether its runner has something to do. */
    boolean isToBeWorkedOn() {
      return !paused && (state.equals("filling") || (state.equals("following") && verifying));
    }
  }

  private static final String SELECT =
      """
      select generation, schema_name, coalesce(zone, 'UTC'), coalesce(week_starts_on, 'MONDAY'), state,
        paused, code, source, projection, files, coalesce(rate, 0), coalesce(workers, 0),
        filled_at is not null, verify_requested_at is not null, verified_at is not null,
        coalesce(differences, 0)
      from tidemark.generation where state <> 'dropped' order by generation
      """;

  private GenerationTable() {}

  static List<Row> all(Connection connection) throws SQLException {
    return all(connection, "");
  }

  /** The same, locked against change until the transaction ends. */
  static List<Row> lock(Connection connection) throws SQLException {
    return all(connection, " for no key update"); // rows that refer to them may come
  }

  private static List<Row> all(Connection connection, String lock) throws SQLException {
    List<Row> all = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(SELECT + lock);
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        Calendar calendar =
            new Calendar(ZoneId.of(rows.getString(3)), DayOfWeek.valueOf(rows.getString(4)));
        all.add(
            new Row(
                new Generation(rows.getInt(1), rows.getString(2), calendar),
                rows.getString(5),
                rows.getBoolean(6),
                rows.getString(7),
                rows.getString(8),
                rows.getString(9),
                List.of((String[]) rows.getArray(10).getArray()),
                rows.getLong(11),
                rows.getInt(12),
                rows.getBoolean(13),
                rows.getBoolean(14),
                rows.getBoolean(15),
                rows.getLong(16)));
      }
    }
    return all;
  }

  static Optional<Row> find(Connection connection, int number) throws SQLException {
    return all(connection).stream().filter(row -> row.number() == number).findFirst();
  }

  static Row serving(Connection connection) throws SQLException {
    return all(connection).stream()
        .filter(row -> row.state().equals("serving"))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no generation serves"));
  }

  /** Runs a statement with these parameters, and says how many rows it changed. */
  static int update(Connection connection, String sql, @Nullable Object... parameters)
      throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        update.setObject(i + 1, parameters[i]);
      }
      return update.executeUpdate();
    }
  }
}
