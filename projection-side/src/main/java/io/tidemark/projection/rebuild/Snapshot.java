package io.tidemark.projection.rebuild;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Transactions of one snapshot, for work on whole tables: it takes as long as they are large, and
 * waits meanwhile for what else has to be done.
 */
final class Snapshot {

  /** For one statement over a whole table. */
  private static final Duration LONGEST = Duration.ofHours(2);

  private Snapshot() {}

  static Connection open(DataSource connections, boolean readOnly) throws SQLException {
    Connection connection = connections.getConnection();
    try {
      connection.setNetworkTimeout(Runnable::run, (int) LONGEST.plusMinutes(1).toMillis());
      connection.setAutoCommit(false);
      connection.setReadOnly(readOnly);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      try (Statement set = connection.createStatement()) {
        set.execute("set local statement_timeout = " + LONGEST.toMillis());
        set.execute("set local idle_in_transaction_session_timeout = 0");
      }
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }
}
