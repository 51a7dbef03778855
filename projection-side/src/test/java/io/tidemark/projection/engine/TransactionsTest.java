package io.tidemark.projection.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.tidemark.testkit.TestDatabase;
import io.tidemark.testkit.TestPostgres;
import io.tidemark.testkit.Wire;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

class TransactionsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static HikariDataSource pool(TestDatabase database) {
    var pool = new HikariDataSource();
    pool.setJdbcUrl(database.jdbcUrl());
    pool.setUsername(database.username());
    pool.setPassword(database.password());
    pool.setMaximumPoolSize(1);
    pool.addDataSourceProperty("socketTimeout", Long.toString(PATIENCE.toSeconds()));
    return pool;
  }

  private static long copy(Connection connection) throws SQLException {
    try {
      return connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("copy copied from stdin", new StringReader("1\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void a_connection_whose_server_has_vanished_is_waited_for_once() throws Exception {
    try (Wire wire = Wire.open();
        HikariDataSource pool = pool(TestPostgres.freshDatabase().through(wire))) {
      try (Connection connection = pool.getConnection();
          Statement create = connection.createStatement()) {
        create.execute("create table copied (n int)");
      }
      AtomicInteger tries = new AtomicInteger();
      long began = System.nanoTime();
      long copied =
          new Transactions(pool)
              .run(
                  connection -> {
                    if (tries.incrementAndGet() == 1) {
                      wire.abandon();
                    }
                    return copy(connection);
                  });
      assertThat(copied).isEqualTo(1);
      assertThat(tries).hasValue(2);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(PATIENCE.multipliedBy(2));
    }
  }
}
