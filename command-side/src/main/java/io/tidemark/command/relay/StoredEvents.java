package io.tidemark.command.relay;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Reads the event store in the order of positions. */
final class StoredEvents {

  /** How many positions a page looks at, at most, when few of them are the segment's. */
  private static final long WINDOW = 200_000;

  private static final String PAGE =
      """
      select position, event_id, aggregate_id, sequence_number, recorded_at, payload_type, payload_revision,
        payload, metadata
      from command.event where position > ? and position <= ? and key_hash & ? = ?
      order by position limit ?
      """;

  private static final String LAST =
      "select case when is_called then last_value else last_value - 1 end from command.event_position_seq";

  /** See the trigger {@code mark_append}. */
  private static final String LOWEST_MARK =
      """
      select min((classid::bigint & 65535) << 32 | objid::bigint) from pg_locks
      where locktype = 'advisory' and granted and objsubid = 1 and classid::bigint >> 16 = 29801
        and database = (select oid from pg_database where datname = current_database())
      """;

  private final DataSource database;

  StoredEvents(DataSource database) {
    this.database = database;
  }

  /**
   * Some events of a segment.
   *
   * @param end there are no others of the segment up to this position
   */
  record Page(List<StoredEvent> events, long end) {}

  /**
   * What comes next in a segment.
   *
   * @param mask the number of segments − 1
   * @param after all up to this position are known
   * @param horizon nothing above this is read
   */
  Page page(int segment, int mask, long after, long horizon, int limit) throws SQLException {
    long to = Math.min(horizon, after + WINDOW);
    List<StoredEvent> events = new ArrayList<>();
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(PAGE)) {
      statement.setLong(1, after);
      statement.setLong(2, to);
      statement.setInt(3, mask);
      statement.setInt(4, segment);
      statement.setInt(5, limit);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          events.add(
              new StoredEvent(
                  row.getLong(1),
                  row.getString(2),
                  row.getString(3),
                  row.getLong(4),
                  row.getString(5),
                  row.getString(6),
                  row.getString(7),
                  row.getBytes(8),
                  row.getBytes(9)));
        }
      }
    }
    return new Page(events, events.size() == limit ? events.getLast().position() : to);
  }

  /**
   * All that will ever be stored up to this position is visible now to whoever looks.
   *
   * <p>Why: let {@code a} be a position up to it that was drawn by a transaction A. It was drawn
   * before the first statement here ran, so A had left its mark, which is below {@code a}, before
   * that. If A had not ended when the second ran, that saw the mark, and the result would be below
   * {@code a}. So A has ended, and a transaction's end is visible before its locks are free.
   *
   * @param known what it was before: nothing more is asked if nothing was stored since
   */
  long horizon(long known) throws SQLException {
    try (Connection connection = database.getConnection()) {
      long last = number(connection, LAST, Long.MAX_VALUE);
      return last <= known ? known : Math.max(known, number(connection, LOWEST_MARK, last));
    }
  }

  /** The least of the query's answer and this bound. */
  private static long number(Connection connection, String query, long bound) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query);
        ResultSet row = statement.executeQuery()) {
      row.next();
      long number = row.getLong(1);
      return row.wasNull() ? bound : Math.min(bound, number);
    }
  }
}
