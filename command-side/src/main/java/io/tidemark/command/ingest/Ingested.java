package io.tidemark.command.ingest;

import io.tidemark.web.Tidemark.Mark.Logged;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The memory of what has been taken in: its statements, within a transaction of the caller's. */
final class Ingested {

  private Ingested() {}

  /** An event that was taken in before, and where it is in the log. */
  @SuppressWarnings("ArrayRecordComponent") // compared by its one user
  record Known(byte[] digest, Logged mark) {}

  /**
   * Remembers those that are new. Waits for whoever is taking one of them in at this moment; all do
   * so in one order, so that none waits for another in a circle.
   *
   * @return the new ones
   */
  static Set<Incoming.Key> add(Connection connection, Collection<Incoming> events, Instant now)
      throws SQLException {
    String sql =
        """
        insert into command.ingested (source, id, digest, topic, received_at)
        select source, id, digest, topic, ?
        from unnest(?, ?, ?, ?) as given (source, id, digest, topic)
        order by source collate "C", id collate "C"
        on conflict (source, id) do nothing
        returning source, id
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setTimestamp(1, Timestamp.from(now));
      statement.setArray(2, texts(connection, events, event -> event.envelope().source()));
      statement.setArray(3, texts(connection, events, event -> event.envelope().id()));
      byte[][] digests = events.stream().map(Incoming::digest).toArray(byte[][]::new);
      statement.setArray(4, connection.createArrayOf("bytea", digests));
      statement.setArray(5, texts(connection, events, Incoming::topic));
      Set<Incoming.Key> added = new HashSet<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          added.add(new Incoming.Key(rows.getString(1), rows.getString(2)));
        }
      }
      return added;
    }
  }

  /** Those of them that are remembered. */
  static Map<Incoming.Key, Known> find(Connection connection, Collection<Incoming> events)
      throws SQLException {
    String sql =
        """
        select i.source, i.id, i.digest, i.topic, i.partition, i.record_offset
        from unnest(?, ?) as given (source, id)
        join command.ingested i on i.source = given.source and i.id = given.id
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, texts(connection, events, event -> event.envelope().source()));
      statement.setArray(2, texts(connection, events, event -> event.envelope().id()));
      Map<Incoming.Key, Known> found = new HashMap<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.put(
              new Incoming.Key(rows.getString(1), rows.getString(2)),
              new Known(
                  rows.getBytes(3),
                  new Logged(rows.getString(4), rows.getInt(5), rows.getLong(6))));
        }
      }
      return found;
    }
  }

  /** Remembers where in the log they are. */
  static void place(Connection connection, List<Incoming> events, List<Logged> marks)
      throws SQLException {
    String sql =
        """
        update command.ingested i set partition = given.partition, record_offset = given.record_offset
        from unnest(?, ?, ?, ?) as given (source, id, partition, record_offset)
        where i.source = given.source and i.id = given.id
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, texts(connection, events, event -> event.envelope().source()));
      statement.setArray(2, texts(connection, events, event -> event.envelope().id()));
      Object[] partitions = marks.stream().map(Logged::partition).toArray();
      statement.setArray(3, connection.createArrayOf("int4", partitions));
      Object[] offsets = marks.stream().map(Logged::offset).toArray();
      statement.setArray(4, connection.createArrayOf("int8", offsets));
      if (statement.executeUpdate() != events.size()) {
        throw new IllegalStateException("an event that is being taken in is not remembered");
      }
    }
  }

  /**
   * Forgets some of those that came before then.
   *
   * @return how many; 0 if there are no more
   */
  static int forget(Connection connection, Instant before, int most) throws SQLException {
    String sql =
        """
        delete from command.ingested
        where (source, id) in (
          select source, id from command.ingested where received_at < ?
          order by received_at limit ? for update skip locked)
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setTimestamp(1, Timestamp.from(before));
      statement.setInt(2, most);
      return statement.executeUpdate();
    }
  }

  private static java.sql.Array texts(
      Connection connection, Collection<Incoming> events, Function<Incoming, String> text)
      throws SQLException {
    return connection.createArrayOf("text", events.stream().map(text).toArray());
  }
}
