package io.tidemark.query.settings;

import io.tidemark.query.freshness.Snapshot;
import io.tidemark.web.ProblemException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.DependsOn;
import org.springframework.stereotype.Component;

/**
 * Keeps the settings, the same for every instance: each reader sees a change at the next commit.
 */
@Component
@DependsOn("queryMigration")
public final class SettingsStore {

  private static final String LOCK_VERSION = "select version from query.setting_version for update";

  private static final String WRITE =
      """
      insert into query.setting (name, value) values (?, ?)
      on conflict (name) do update set value = excluded.value
      where setting.value is distinct from excluded.value
      """;

  private static final String RAISE =
      "update query.setting_version set version = version + 1 returning version";

  private static final String NOTIFY = "select pg_notify('tidemark', 'settings')";

  private final DataSource database;
  private final Clock clock;
  private volatile Settings current;

  SettingsStore(@Qualifier("auditDataSource") DataSource database, Clock clock)
      throws SQLException {
    this.database = database;
    this.clock = clock;
    try (Connection connection = database.getConnection()) {
      this.current = Settings.read(connection::prepareStatement);
    }
  }

  /** The newest settings that this instance has seen. */
  public Settings current() {
    return current;
  }

  /** The settings as they are in a snapshot, from memory or else from there. */
  public Settings at(Snapshot snapshot) throws SQLException {
    Settings known = current;
    if (known.version() == snapshot.tide().versions().settings()) {
      return known;
    }
    Settings read = Settings.read(snapshot::prepare);
    synchronized (this) {
      if (read.version() > current.version()) {
        current = read;
      }
    }
    return read;
  }

  /** Everything that can be set, from one snapshot. */
  record Everything(Settings settings, Map<String, SlaPolicy.Target> slaPolicy) {}

  Everything read() throws SQLException {
    try (Connection connection = database.getConnection()) {
      return read(connection);
    }
  }

  private static Everything read(Connection connection) throws SQLException {
    return new Everything(Settings.read(connection::prepareStatement), SlaPolicy.read(connection));
  }

  /**
   * Changes settings in one transaction.
   *
   * @param expected the version that the caller has seen, or null to change whatever is there
   * @throws ProblemException 412 if someone else has changed them since
   */
  Everything change(@Nullable Long expected, UnaryOperator<Everything> change) throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try {
        Everything after = changeWithin(connection, expected, change);
        connection.commit();
        synchronized (this) {
          if (after.settings().version() > current.version()) {
            current = after.settings();
          }
        }
        return after;
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    }
  }

  private Everything changeWithin(
      Connection connection, @Nullable Long expected, UnaryOperator<Everything> change)
      throws SQLException {
    long version = single(connection, LOCK_VERSION);
    if (expected != null && expected != version) {
      throw ProblemException.preconditionFailed(
          "The settings have been changed since: they are at version " + version + " now.");
    }
    SlaPolicy.lock(connection);
    Everything before = read(connection);
    Everything after = change.apply(before);
    try (PreparedStatement write = connection.prepareStatement(WRITE)) {
      for (Map.Entry<String, String> row : after.settings().toRows().entrySet()) {
        write.setString(1, row.getKey());
        write.setString(2, row.getValue());
        write.addBatch();
      }
      write.executeBatch();
    }
    SlaPolicy.write(connection, before.slaPolicy(), after.slaPolicy(), clock.instant());
    single(connection, RAISE);
    try (PreparedStatement notify = connection.prepareStatement(NOTIFY)) {
      notify.executeQuery().close();
    }
    return read(connection);
  }

  private static long single(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }
}
