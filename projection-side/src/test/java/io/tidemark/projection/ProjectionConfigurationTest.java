package io.tidemark.projection;

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

class ProjectionConfigurationTest {

  @Test
  void an_answer_of_a_server_that_has_vanished_is_not_awaited_for_ever() throws SQLException {
    TestDatabase database = TestPostgres.freshDatabase();
    DataSourceProperties where = new DataSourceProperties();
    where.setUrl(database.jdbcUrl());
    where.setUsername(database.username());
    where.setPassword(database.password());
    ProjectionProperties properties =
        new Binder(new MapConfigurationPropertySource())
            .bindOrCreate("tidemark", ProjectionProperties.class);

    try (HikariDataSource pool =
            new ProjectionConfiguration().projectorDataSource(where, properties);
        Connection connection = pool.getConnection()) {
      assertThat(connection.getNetworkTimeout()).isEqualTo(90_000);
    }
  }
}
