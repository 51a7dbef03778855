package io.tidemark.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What an application's connections are doing, looked at every 20 ms until it is closed. */
final class PostgresWaits implements AutoCloseable {

  private static final String NOW =
      """
      select case when state like 'idle%' then state
        else coalesce(wait_event_type || ':' || wait_event, 'running') end as doing, count(*)
      from pg_stat_activity where application_name = ? group by 1
      """;

  private final Connection connection;
  private final PreparedStatement now;
  private final Map<String, Long> seen = new TreeMap<>();
  private final Thread sampler;
  private int samples;

  PostgresWaits(Connection connection, String application) throws SQLException {
    this.connection = connection;
    now = connection.prepareStatement(NOW);
    now.setString(1, application);
    sampler = Thread.ofPlatform().daemon().start(this::sample);
  }

  private void sample() {
    try {
      while (!Thread.interrupted()) {
        try (ResultSet rows = now.executeQuery()) {
          while (rows.next()) {
            seen.merge(rows.getString(1), rows.getLong(2), Long::sum);
          }
        }
        samples++;
        TimeUnit.MILLISECONDS.sleep(20);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      throw new IllegalStateException("what connections wait for cannot be seen", e);
    }
  }

  /** How many connections did each thing on average, the most first. */
  String text() {
    return seen.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
        .limit(6)
        .map(
            e -> String.format(Locale.ROOT, "%s %.1f", e.getKey(), (double) e.getValue() / samples))
        .collect(Collectors.joining(", "));
  }

  @Override
  public void close() throws SQLException {
    sampler.interrupt();
    try {
      sampler.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    connection.close();
  }
}
