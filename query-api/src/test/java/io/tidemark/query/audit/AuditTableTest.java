package io.tidemark.query.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.tidemark.testkit.TestDatabase;
import io.tidemark.testkit.TestPostgres;
import io.tidemark.testkit.Wire;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

class AuditTableTest {

  private static HikariDataSource pool(TestDatabase database) {
    var pool = new HikariDataSource();
    pool.setJdbcUrl(database.jdbcUrl());
    pool.setUsername(database.username());
    pool.setPassword(database.password());
    pool.setMaximumPoolSize(1);
    pool.addDataSourceProperty("socketTimeout", "2");
    return pool;
  }

  private static List<ChainedEntry> first() {
    var entry =
        new AuditEntry(
            Instant.parse("2026-11-20T10:30:00Z"),
            "s1",
            "view_metrics",
            "dashboard_metrics",
            "all",
            null,
            "allowed",
            "4bf92f3577b34da6a3ce929d0e0e4736");
    return List.of(new ChainedEntry(1, entry, new byte[32]));
  }

  @Test
  void a_connection_whose_server_has_vanished_is_not_used_again() throws Exception {
    TestDatabase database = TestPostgres.freshDatabase();
    Flyway.configure()
        .dataSource(database.dataSource())
        .schemas("query")
        .locations("classpath:db/query")
        .load()
        .migrate();
    try (Wire wire = Wire.open();
        HikariDataSource pool = pool(database.through(wire))) {
      var table = new AuditTable(pool, UUID.randomUUID());
      assertThat(table.lastSeq()).isZero();
      wire.abandon();
      assertThatThrownBy(() -> table.add(first())).isInstanceOf(SQLException.class);
      table.add(first());
      assertThat(table.lastSeq()).isEqualTo(1);
    }
  }
}
