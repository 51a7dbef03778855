package io.tidemark.projection.rebuild;

import io.tidemark.projection.engine.Generation;
import io.tidemark.projection.rebuild.GenerationTable.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Drops the tables of generations that nobody can go back to, and of those that were given up. */
final class Housekeeping {

  private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);

  private static final String END_STANDBY =
      """
      update tidemark.generation set state = 'cancelled', ended_at = now()
      where state = 'standby' and standby_until < now()
      """;

  /** Not at once: those who fold it see within a second that they must not. */
  private static final String ENDED =
      """
      select generation from tidemark.generation
      where state = 'cancelled' and ended_at < now() - interval '3 seconds' order by generation
      """;

  private static final String ALONE = "select pg_try_advisory_xact_lock(?, ?)";

  private static final List<String> ROWS =
      List.of("position", "watermark", "dead_letter", "difference");

  private final DataSource connections;

  Housekeeping(DataSource connections) {
    this.connections = connections;
  }

  void look(Connection connection) throws SQLException {
    GenerationTable.update(connection, END_STANDBY);
    List<Integer> ended = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(ENDED);
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        ended.add(rows.getInt(1));
      }
    }
    for (int number : ended) {
      drop(number);
    }
  }

  private void drop(int number) throws SQLException {
    try (Connection connection = connections.getConnection()) {
      connection.setAutoCommit(false);
      Row row = GenerationTable.find(connection, number).orElse(null);
      if (row == null || !row.state().equals("cancelled") || !isAlone(connection, number)) {
        return;
      }
      Generation generation = row.generation();
      for (String table : ROWS) {
        GenerationTable.update(
            connection, "delete from tidemark." + table + " where generation = ?", number);
      }
      try (Statement drop = connection.createStatement()) {
        drop.execute("drop schema if exists " + generation.schema() + " cascade");
      }
      GenerationTable.update(
          connection,
          "update tidemark.generation set state = 'dropped', ended_at = now() where generation = ?",
          number);
      connection.commit();
      log.info("Dropped {}", generation);
    }
  }

  private static boolean isAlone(Connection connection, int generation) throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement(ALONE)) {
      lock.setInt(1, Rebuilds.LOCKS);
      lock.setInt(2, generation);
      try (ResultSet rows = lock.executeQuery()) {
        rows.next();
        return rows.getBoolean(1);
      }
    }
  }
}
