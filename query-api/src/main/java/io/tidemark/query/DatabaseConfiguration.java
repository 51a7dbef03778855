package io.tidemark.query;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.MigrateResult;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Two pools, so that neither dashboards nor the audit can starve the other. Each waits briefly for
 * a connection and for PostgreSQL: what takes longer is an error, never a hang.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({DataSourceProperties.class, DatabaseProperties.class})
class DatabaseConfiguration {

  /**
   * Every read is some look-ups, whatever its parameters: a plan is made once for a connection, and
   * must be right also if it was made while a table was empty. To plan a read anew each time, or to
   * compile it, takes longer than to run it.
   */
  private static final String PLANNED_ONCE =
      " -c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off"
          + " -c enable_mergejoin=off -c jit=off";

  /** Reads: every transaction is one read-only snapshot. */
  @Bean(defaultCandidate = false)
  HikariDataSource queryDataSource(DataSourceProperties database, DatabaseProperties limits) {
    HikariConfig config =
        pool(database, limits, "query", limits.connections(), limits.queryTimeout());
    // the parts of an answer are read at the same time: none should wait for a connection
    config.setMinimumIdle(limits.connections() / 2 + 1);
    config.setReadOnly(true);
    config.setAutoCommit(false);
    config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
    config.addDataSourceProperty("prepareThreshold", "1");
    config.addDataSourceProperty(
        "options", config.getDataSourceProperties().getProperty("options") + PLANNED_ONCE);
    return new HikariDataSource(config);
  }

  /** Writes of the query side's own tables: the audit, and settings. */
  @Bean(defaultCandidate = false)
  HikariDataSource auditDataSource(DataSourceProperties database, DatabaseProperties limits) {
    return new HikariDataSource(pool(database, limits, "audit", 4, Duration.ofSeconds(10)));
  }

  private static HikariConfig pool(
      DataSourceProperties database,
      DatabaseProperties limits,
      String name,
      int size,
      Duration statementTimeout) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("tidemark-" + name);
    config.setJdbcUrl(database.determineUrl());
    config.setUsername(database.determineUsername());
    config.setPassword(database.determinePassword());
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(limits.connectionWait().toMillis());
    config.setValidationTimeout(Math.min(500, limits.connectionWait().toMillis()));
    config.setInitializationFailTimeout(-1); // the migration says it better
    config.addDataSourceProperty("ApplicationName", "tidemark-" + name);
    config.addDataSourceProperty("connectTimeout", "2");
    // longer than any statement may take, so that only a vanished server runs into it
    config.addDataSourceProperty("socketTimeout", String.valueOf(statementTimeout.toSeconds() + 3));
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("reWriteBatchedInserts", "true");
    config.addDataSourceProperty(
        "options",
        "-c statement_timeout=%d -c lock_timeout=2000 -c idle_in_transaction_session_timeout=10000"
            .formatted(statementTimeout.toMillis()));
    return config;
  }

  /** Brings the schema {@code query} up to date before anything uses it. */
  @Bean
  MigrateResult queryMigration(@Qualifier("auditDataSource") HikariDataSource database) {
    return Flyway.configure()
        .dataSource(database)
        .schemas("query")
        .defaultSchema("query")
        .locations("classpath:db/query")
        .connectRetries(10)
        .load()
        .migrate();
  }
}
