package io.tidemark.query.settings;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What operations staff have set.
 *
 * @param version rises with each change
 * @param cacheTtl how long an answer is served before it is made anew, if no event does it earlier
 * @param slaBuffer a complaint that is due within so long from now is at risk; whole seconds
 * @param revenueStatuses the statuses whose amounts count as revenue
 * @param alerts when to raise an alert
 */
public record Settings(
    long version,
    Duration cacheTtl,
    Duration slaBuffer,
    Set<String> revenueStatuses,
    AlertThresholds alerts) {

  /**
   * When to raise an alert: as soon as a figure reaches its threshold.
   *
   * @param lagEvents events that wait to be folded in
   * @param deadLetters records that could not be folded in
   */
  public record AlertThresholds(long lagEvents, long deadLetters) {}

  static final String CACHE_TTL = "cache.ttl";
  static final String SLA_BUFFER = "sla.buffer";
  static final String REVENUE_STATUSES = "revenue.statuses";
  static final String ALERT_LAG_EVENTS = "alerts.lag_events";
  static final String ALERT_DEAD_LETTERS = "alerts.dead_letters";

  private static final String READ =
      """
      select v.version, s.name, s.value from query.setting_version v cross join query.setting s
      """;

  /** Prepares a statement, wherever it is going to be run. */
  interface Preparing {
    PreparedStatement prepare(String sql) throws SQLException;
  }

  static Settings read(Preparing database) throws SQLException {
    Map<String, String> values = new HashMap<>();
    long version = 0;
    try (PreparedStatement statement = database.prepare(READ);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        version = rows.getLong(1);
        values.put(rows.getString(2), rows.getString(3));
      }
    }
    return new Settings(
        version,
        Duration.parse(value(values, CACHE_TTL)),
        Duration.parse(value(values, SLA_BUFFER)),
        statuses(value(values, REVENUE_STATUSES)),
        new AlertThresholds(
            Long.parseLong(value(values, ALERT_LAG_EVENTS)),
            Long.parseLong(value(values, ALERT_DEAD_LETTERS))));
  }

  private static String value(Map<String, String> values, String name) {
    return Objects.requireNonNull(values.get(name), () -> "query.setting has no row " + name);
  }

  private static Set<String> statuses(String list) {
    return Collections.unmodifiableSet(new LinkedHashSet<>(Arrays.asList(list.split(","))));
  }

  /** As the table holds them. */
  Map<String, String> toRows() {
    return Map.of(
        CACHE_TTL, cacheTtl.toString(),
        SLA_BUFFER, slaBuffer.toString(),
        REVENUE_STATUSES, String.join(",", revenueStatuses),
        ALERT_LAG_EVENTS, Long.toString(alerts.lagEvents()),
        ALERT_DEAD_LETTERS, Long.toString(alerts.deadLetters()));
  }
}
