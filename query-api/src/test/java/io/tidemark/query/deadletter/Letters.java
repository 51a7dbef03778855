package io.tidemark.query.deadletter;

import io.tidemark.testkit.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Writes dead letters as the projector does. */
final class Letters {

  static final Instant FIRST = Instant.parse("2026-11-01T00:00:00Z");

  private final TestDatabase database;
  private int offset;

  Letters(TestDatabase database) {
    this.database = database;
  }

  /** Each is received an hour after the one before. */
  long add(String topic, String kind, String type, String reason) {
    return add(1, topic, kind, type, reason, "{\"amount\":1}".getBytes(StandardCharsets.UTF_8));
  }

  long add(
      int generation,
      String topic,
      String kind,
      String type,
      String reason,
      byte @Nullable [] value) {
    try (Connection connection = database.dataSource().getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                """
                insert into tidemark.dead_letter (generation, topic, topic_id, partition,
                  record_offset, kind, reason, event_type, record_key, record_value,
                  header_names, header_values, received_at)
                values (?, ?, 'topic-id', 0, ?, ?, ?, ?, ?, ?, '{ce_type,ce_id,odd}',
                  array[convert_to(?, 'UTF8'), null, '\\xff00'::bytea], ?)
                returning id
                """)) {
      insert.setInt(1, generation);
      insert.setString(2, topic);
      insert.setLong(3, offset);
      insert.setString(4, kind);
      insert.setString(5, reason);
      insert.setString(6, type);
      insert.setBytes(7, "b1".getBytes(StandardCharsets.UTF_8));
      insert.setBytes(8, value);
      insert.setString(9, type);
      insert.setObject(10, FIRST.plusSeconds(3600L * offset++).atOffset(ZoneOffset.UTC));
      try (ResultSet row = insert.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  void execute(String sql) {
    try (Connection connection = database.dataSource().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
