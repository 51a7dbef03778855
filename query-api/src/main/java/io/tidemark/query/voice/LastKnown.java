package io.tidemark.query.voice;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import javax.sql.DataSource;

/** The last known configurations in {@code query.voice_configuration}. */
final class LastKnown {

  private static final String READ =
      """
      select external_id, config, fetched_at
      from query.voice_configuration
      where external_id = any (?)
      """;

  /** Instances may write in any order: the newest stays. */
  private static final String WRITE =
      """
      insert into query.voice_configuration as last (external_id, config, fetched_at)
      select * from unnest(?::text[], ?::text[], ?::timestamptz[])
      on conflict (external_id) do update
      set config = excluded.config, fetched_at = excluded.fetched_at
      where last.fetched_at < excluded.fetched_at
      """;

  private final DataSource reads;
  private final DataSource writes;

  LastKnown(DataSource reads, DataSource writes) {
    this.reads = reads;
    this.writes = writes;
  }

  /** Those that are known, in one statement. */
  Map<String, Known> read(Collection<String> externalIds) throws SQLException {
    Map<String, Known> known = new HashMap<>();
    try (Connection connection = reads.getConnection();
        PreparedStatement statement = connection.prepareStatement(READ)) {
      Array ids = connection.createArrayOf("text", externalIds.toArray());
      statement.setArray(1, ids);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          Instant fetchedAt = row.getObject(3, OffsetDateTime.class).toInstant();
          known.put(row.getString(1), new Known(row.getString(2), fetchedAt, false));
        }
      }
    }
    return known;
  }

  /** Keeps these, in one statement; sorted, so that two instances cannot wait for each other. */
  void write(SortedMap<String, Known> known) throws SQLException {
    try (Connection connection = writes.getConnection();
        PreparedStatement statement = connection.prepareStatement(WRITE)) {
      statement.setArray(1, connection.createArrayOf("text", known.keySet().toArray()));
      statement.setArray(
          2, connection.createArrayOf("text", known.values().stream().map(Known::json).toArray()));
      statement.setArray(
          3,
          connection.createArrayOf(
              "timestamptz",
              known.values().stream().map(each -> each.fetchedAt().toString()).toArray()));
      statement.executeUpdate();
    }
  }
}
