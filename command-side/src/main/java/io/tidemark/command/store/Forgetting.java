package io.tidemark.command.store;

import io.tidemark.command.CommandProperties;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.DependsOn;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Forgets answers whose requests will not come again. */
@Component
@DependsOn("commandMigration")
final class Forgetting {

  private static final Logger log = LoggerFactory.getLogger(Forgetting.class);

  private static final String FORGET = "delete from command.answered where answered_at < ?";

  private final DataSource database;
  private final Duration remembered;
  private final Clock clock;

  Forgetting(
      @Qualifier("commandDataSource") DataSource database,
      CommandProperties properties,
      Clock clock) {
    this.database = database;
    this.remembered = properties.rememberAnswers();
    this.clock = clock;
  }

  @Scheduled(initialDelayString = "PT1M", fixedDelayString = "PT10M")
  void forget() {
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(FORGET)) {
      statement.setTimestamp(1, Timestamp.from(clock.instant().minus(remembered)));
      int forgotten = statement.executeUpdate();
      connection.commit();
      log.debug("{} answers forgotten", forgotten);
    } catch (SQLException e) {
      log.warn(
          "Old answers to commands were not forgotten, which is tried again: {}", e.getMessage());
    }
  }
}
