package io.tidemark.projection.engine;

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

/** Which generations there are, as {@code tidemark.generation} says. */
public final class Generations {

  /**
   * A generation that events are folded into as they come.
   *
   * @param code the projections, with their versions, that fold it; null until it is adopted
   * @param held whether nothing may be folded into it just now: it is paused, or being compared
   */
  record Live(Generation generation, @Nullable String code, boolean serving, boolean held) {}

  /** One that is compared stands still, but the one that is read never does. */
  private static final String LIVE =
      """
      select generation, schema_name, coalesce(zone, 'UTC'), coalesce(week_starts_on, 'MONDAY'), code,
        state = 'serving',
        state <> 'serving' and (paused or verify_requested_at is not null)
      from tidemark.generation where state in ('following', 'serving', 'standby') order by generation
      """;

  private static final String FIND =
      """
      select generation, schema_name, coalesce(zone, 'UTC'), coalesce(week_starts_on, 'MONDAY')
      from tidemark.generation
      where state in ('filling', 'following', 'serving', 'standby')
        and case when ?::integer is null then state = 'serving' else generation = ? end
      """;

  private static final String ADOPT =
      """
      update tidemark.generation set code = ?, zone = ?, week_starts_on = ? where code is null
      """;

  private Generations() {}

  /** Says of generations of which nobody has said it yet how they are folded: as here. */
  public static void adopt(Connection connection, Definition definition) throws SQLException {
    try (PreparedStatement adopt = connection.prepareStatement(ADOPT)) {
      adopt.setString(1, definition.code());
      adopt.setString(2, definition.calendar().zone().getId());
      adopt.setString(3, definition.calendar().weekStart().name());
      adopt.executeUpdate();
    }
  }

  static List<Live> live(Connection connection) throws SQLException {
    List<Live> live = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(LIVE);
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        live.add(new Live(read(rows), rows.getString(5), rows.getBoolean(6), rows.getBoolean(7)));
      }
    }
    return live;
  }

  /** The generation that readers read. */
  public static Generation serving(Connection connection) throws SQLException {
    return find(connection, null)
        .orElseThrow(() -> new IllegalStateException("no generation serves"));
  }

  /** The generation with this number, if its tables are there. */
  public static Optional<Generation> find(Connection connection, int number) throws SQLException {
    return find(connection, Integer.valueOf(number));
  }

  private static Optional<Generation> find(Connection connection, @Nullable Integer number)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(FIND)) {
      select.setObject(1, number);
      select.setObject(2, number);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next() ? Optional.of(read(rows)) : Optional.empty();
      }
    }
  }

  private static Generation read(ResultSet rows) throws SQLException {
    return new Generation(
        rows.getInt(1),
        rows.getString(2),
        new Calendar(ZoneId.of(rows.getString(3)), DayOfWeek.valueOf(rows.getString(4))));
  }
}
