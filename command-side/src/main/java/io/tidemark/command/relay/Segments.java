package io.tidemark.command.relay;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Which instance has which segment, and how far each has come. All times are the database's, so
 * instances need not agree on the clock.
 */
final class Segments {

  private static final String SET_UP =
      """
      insert into command.relay_segment (segment)
      select generate_series(0, ? - 1) where not exists (select from command.relay_segment)
      on conflict do nothing
      """;

  private static final String COUNT = "select count(*) from command.relay_segment";

  private static final String HERE =
      """
      insert into command.relay_member (instance, seen_at) values (?, now())
      on conflict (instance) do update set seen_at = excluded.seen_at
      """;

  private static final String FORGET =
      "delete from command.relay_member where seen_at < now() - 10 * ? * interval '1 millisecond'";

  private static final String MEMBERS =
      """
      select instance from command.relay_member where seen_at >= now() - ? * interval '1 millisecond'
      order by instance
      """;

  private static final String GO = "delete from command.relay_member where instance = ?";

  private static final String RENEW =
      """
      update command.relay_segment set seen_at = now() where owner = ? and segment = any(?)
      returning segment
      """;

  private static final String FREE =
      """
      select segment from command.relay_segment
      where owner is null or seen_at < now() - ? * interval '1 millisecond' order by segment
      """;

  private static final String CLAIM =
      """
      update command.relay_segment set owner = ?, seen_at = now()
      where segment = ? and (owner is null or seen_at < now() - ? * interval '1 millisecond')
      returning position
      """;

  private static final String RELEASE =
      """
      update command.relay_segment set owner = null, seen_at = '-infinity', position = greatest(position, ?)
      where segment = ? and owner = ?
      """;

  private static final String ADVANCE =
      """
      update command.relay_segment set position = ?, seen_at = now()
      where segment = ? and owner = ? and position <= ?
      """;

  private final DataSource database;
  private final String instance;
  private final long takeover;

  Segments(DataSource database, String instance, Duration takeover) {
    this.database = database;
    this.instance = instance;
    this.takeover = takeover.toMillis();
  }

  /** Makes them if there are none, and says how many there are. */
  int setUp(int wanted) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement setUp = connection.prepareStatement(SET_UP);
        PreparedStatement count = connection.prepareStatement(COUNT)) {
      setUp.setInt(1, wanted);
      setUp.executeUpdate();
      try (ResultSet row = count.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  /** Shows that this instance is there, and tells which are, itself among them. */
  List<String> members() throws SQLException {
    update(HERE, instance);
    update(FORGET, takeover);
    List<String> members = new ArrayList<>();
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(MEMBERS)) {
      statement.setLong(1, takeover);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          members.add(row.getString(1));
        }
      }
    }
    return members;
  }

  void leave() throws SQLException {
    update(GO, instance);
  }

  /** Those of them that are still this instance's. */
  Set<Integer> renew(Collection<Integer> mine) throws SQLException {
    Set<Integer> kept = new HashSet<>();
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(RENEW)) {
      Array segments = connection.createArrayOf("integer", mine.toArray());
      statement.setString(1, instance);
      statement.setArray(2, segments);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          kept.add(row.getInt(1));
        }
      }
    }
    return kept;
  }

  /** Those that nobody has, or whose owner has shown no sign of life for too long. */
  List<Integer> free() throws SQLException {
    List<Integer> free = new ArrayList<>();
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(FREE)) {
      statement.setLong(1, takeover);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          free.add(row.getInt(1));
        }
      }
    }
    return free;
  }

  /** Takes a free one, and says how far it has come; nothing if another was faster. */
  OptionalLong claim(int segment) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(CLAIM)) {
      statement.setString(1, instance);
      statement.setInt(2, segment);
      statement.setLong(3, takeover);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
      }
    }
  }

  void release(int segment, long position) throws SQLException {
    update(RELEASE, position, segment, instance);
  }

  /** Moves a segment on; false if it is another's by now. */
  boolean advance(int segment, long position) throws SQLException {
    return update(ADVANCE, position, segment, instance, position) == 1;
  }

  private int update(String sql, Object... parameters) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      return statement.executeUpdate();
    }
  }
}
