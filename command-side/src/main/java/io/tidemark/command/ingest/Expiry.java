package io.tidemark.command.ingest;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.DependsOn;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Keeps the memory of what was taken in from growing for ever. */
@Component
@DependsOn("commandMigration")
final class Expiry {

  private static final Logger log = LoggerFactory.getLogger(Expiry.class);

  private static final int AT_ONCE = 10_000;

  private final DataSource database;
  private final IngestProperties properties;
  private final Clock clock;

  Expiry(
      @Qualifier("ingestDataSource") DataSource database,
      IngestProperties properties,
      Clock clock) {
    this.database = database;
    this.properties = properties;
    this.clock = clock;
  }

  /** Forgets all that is old enough, a little at a time. Several instances share the work. */
  @Scheduled(initialDelayString = "PT2M", fixedDelayString = "PT10M")
  void forget() {
    Instant before = clock.instant().minus(properties.remember());
    try (Connection connection = database.getConnection()) {
      for (int some = AT_ONCE; some == AT_ONCE; ) {
        some = Ingested.forget(connection, before, AT_ONCE);
        connection.commit();
        log.debug("{} events forgotten", some);
      }
    } catch (SQLException e) {
      log.warn(
          "What was taken in long ago is not forgotten, which is tried again: {}", e.getMessage());
    }
  }
}
