package io.tidemark.command.complaint;

import io.tidemark.command.CommandServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What the database of a service holds. */
record Stored(CommandServer server) {

  /** The events of an aggregate: wire name and payload. */
  List<String> events(String id) {
    return read(
        """
        select payload_type || ' ' || convert_from(payload, 'UTF8') from command.event
        where aggregate_id = ? order by position
        """,
        id);
  }

  /** Who has led to each of its events. */
  List<String> actors(String id) {
    return read(
        """
        select convert_from(metadata, 'UTF8')::jsonb ->> 'actor' from command.event
        where aggregate_id = ? order by position
        """,
        id);
  }

  /** The deadlines that wait for it. */
  List<String> deadlines(String id) {
    return read(
        """
        select convert_from(task_data, 'UTF8') from command.deadline
        where convert_from(task_data, 'UTF8') like '%' || ? || '%'
        """,
        id);
  }

  private List<String> read(String sql, String id) {
    List<String> found = new ArrayList<>();
    try (Connection connection = server.database().dataSource().getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, id);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return found;
  }
}
