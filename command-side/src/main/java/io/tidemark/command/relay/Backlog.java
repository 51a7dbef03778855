package io.tidemark.command.relay;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * What is stored and not yet relayed, in all segments, whoever has them. It is looked at once in a
 * while, and at no more than {@value #EXACT} events of a segment: a larger backlog is estimated.
 */
final class Backlog {

  private static final int EXACT = 1_000;

  private static final String WAITING =
      """
      select s.segment, s.position, s.owner is null or s.seen_at < now() - ? * interval '1 millisecond',
        count(e.recorded_at),
        coalesce(extract(epoch from now() - min(e.recorded_at)::timestamptz), 0)::float8
      from command.relay_segment s left join lateral (
        select recorded_at from command.event
        where position > s.position and key_hash & ? = s.segment order by position limit ?
      ) e on true
      group by s.segment order by s.segment
      """;

  private final DataSource database;
  private final Duration takeover;
  private volatile long events;
  private volatile double oldestSeconds;
  private volatile List<Integer> unowned = List.of();

  Backlog(DataSource database, Duration takeover) {
    this.database = database;
    this.takeover = takeover;
  }

  /** How many events wait. */
  long events() {
    return events;
  }

  /** How long the oldest of them has waited, 0 if there is none. */
  double oldestSeconds() {
    return oldestSeconds;
  }

  /** The segments that nobody has. */
  List<Integer> unowned() {
    return unowned;
  }

  void measure(int segments, long horizon) throws SQLException {
    long waiting = 0;
    double oldest = 0;
    List<Integer> nobodys = new ArrayList<>();
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(WAITING)) {
      statement.setLong(1, takeover.toMillis());
      statement.setInt(2, segments - 1);
      statement.setInt(3, EXACT);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          long counted = row.getLong(4);
          long estimated = (horizon - row.getLong(2)) / segments;
          waiting += counted < EXACT ? counted : Math.max(counted, estimated);
          oldest = Math.max(oldest, row.getDouble(5));
          if (row.getBoolean(3)) {
            nobodys.add(row.getInt(1));
          }
        }
      }
    }
    events = waiting;
    oldestSeconds = oldest;
    unowned = List.copyOf(nobodys);
  }
}
