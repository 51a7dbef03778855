package io.tidemark.projection.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.tidemark.testkit.TestDatabase;
import io.tidemark.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class SnapshotTest {

  private static HikariDataSource impatient() {
    TestDatabase database = TestPostgres.freshDatabase();
    var pool = new HikariDataSource();
    pool.setJdbcUrl(database.jdbcUrl());
    pool.setUsername(database.username());
    pool.setPassword(database.password());
    pool.addDataSourceProperty("socketTimeout", "1");
    pool.addDataSourceProperty(
        "options", "-c statement_timeout=300 -c idle_in_transaction_session_timeout=300");
    return pool;
  }

  private static String text(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void what_concerns_whole_tables_may_take_its_time() throws Exception {
    try (HikariDataSource pool = impatient()) {
      try (Connection snapshot = Snapshot.open(pool, true)) {
        text(snapshot, "select pg_sleep(1.5)");
        Thread.sleep(600);
        assertThat(text(snapshot, "show transaction_read_only")).isEqualTo("on");
        snapshot.commit();
      }
      try (Connection next = pool.getConnection()) {
        assertThat(next.getNetworkTimeout()).isEqualTo(1_000);
        assertThat(text(next, "show statement_timeout")).isEqualTo("300ms");
      }
    }
  }
}
