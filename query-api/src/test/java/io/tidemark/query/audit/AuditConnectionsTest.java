package io.tidemark.query.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.tidemark.testkit.TestDatabase;
import io.tidemark.testkit.TestPostgres;
import io.tidemark.testkit.Wire;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of the audit where its connections fail, or wait. */
class AuditConnectionsTest {

  private final TestDatabase database = TestPostgres.freshDatabase();

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

  @BeforeEach
  void migrate() {
    Flyway.configure()
        .dataSource(database.dataSource())
        .schemas("query")
        .locations("classpath:db/query")
        .load()
        .migrate();
  }

  @Test
  void a_connection_whose_server_has_vanished_is_not_used_again() throws Exception {
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

  @Test
  void a_verification_may_take_longer_than_any_other_statement() throws Exception {
    try (HikariDataSource pool = pool(database)) {
      new AuditTable(pool, UUID.randomUUID()).add(first());
      CompletableFuture<Long> found;
      try (Connection holder = database.dataSource().getConnection();
          Statement lock = holder.createStatement()) {
        holder.setAutoCommit(false);
        lock.execute("lock table query.audit in access exclusive mode");
        var head = new AuditLog.Head(UUID.randomUUID(), 0, new byte[32], 0);
        found =
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return new AuditVerifier(pool).verify(head).entries();
                  } catch (SQLException e) {
                    throw new IllegalStateException(e);
                  }
                });
        Thread.sleep(2_500);
        holder.rollback();
      }
      assertThat(found.get()).isEqualTo(1);
    }
  }
}
