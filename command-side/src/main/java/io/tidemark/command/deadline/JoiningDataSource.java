package io.tidemark.command.deadline;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Within a command's transaction the connection of that transaction, which the scheduler does not
 * commit; elsewhere one that commits each statement.
 */
final class JoiningDataSource extends DelegatingDataSource {

  private final DataSource joined;

  JoiningDataSource(DataSource commands) {
    super(commands);
    this.joined = new TransactionAwareDataSourceProxy(commands);
  }

  @Override
  public Connection getConnection() throws SQLException {
    if (TransactionSynchronizationManager.hasResource(obtainTargetDataSource())) {
      return joined.getConnection();
    }
    Connection connection = super.getConnection();
    connection.setAutoCommit(true); // the pool takes that back
    return connection;
  }
}
