package io.tidemark.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.tidemark.testkit.TestDatabase;
import io.tidemark.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;

class DatabaseConfigurationTest {

  @Test
  void an_answer_of_a_server_that_has_vanished_is_not_awaited_for_ever() throws SQLException {
    TestDatabase database = TestPostgres.freshDatabase();
    DataSourceProperties where = new DataSourceProperties();
    where.setUrl(database.jdbcUrl());
    where.setUsername(database.username());
    where.setPassword(database.password());
    DatabaseProperties limits =
        new Binder(new MapConfigurationPropertySource())
            .bindOrCreate("tidemark.database", DatabaseProperties.class);
    DatabaseConfiguration configuration = new DatabaseConfiguration();

    try (HikariDataSource reads = configuration.queryDataSource(where, limits);
        HikariDataSource writes = configuration.auditDataSource(where, limits);
        Connection read = reads.getConnection();
        Connection write = writes.getConnection()) {
      int statements = (int) limits.queryTimeout().toMillis();
      assertThat(read.getNetworkTimeout()).isBetween(statements + 1, statements + 5_000);
      assertThat(write.getNetworkTimeout()).isBetween(10_001, 15_000);
    }
  }
}
