package io.tidemark.query.freshness;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How far the projector has come, as one snapshot of the database shows it.
 *
 * @param versions per metric group
 * @param asOf time of the newest event folded in, per metric group that has any
 * @param lag events in the log that wait to be folded in
 */
public record Tide(Versions versions, Map<MetricGroup, Instant> asOf, long lag) {

  static final Tide UNKNOWN = new Tide(Versions.NONE, Map.of(), 0);

  private static final String READ =
      """
      select w.metric_group, w.version, w.as_of, v.version as settings_version,
        (select coalesce(sum(greatest(e.end_offset - coalesce(p.next_offset, 0), 0)), 0)
           from tidemark.log_end e
           left join tidemark.position p on p.topic = e.topic and p.partition = e.partition) as lag
      from query.setting_version v
      left join tidemark.watermark w on true
      """;

  /** Reads within the caller's transaction, so that it says what the caller's other rows hold. */
  public static Tide read(Connection connection, long epoch) throws SQLException {
    long settings = 0;
    long lag = 0;
    Map<MetricGroup, Long> versions = new EnumMap<>(MetricGroup.class);
    Map<MetricGroup, Instant> asOf = new EnumMap<>(MetricGroup.class);
    try (PreparedStatement statement = connection.prepareStatement(READ);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        settings = rows.getLong("settings_version");
        lag = rows.getLong("lag");
        String name = rows.getString("metric_group");
        MetricGroup group = name == null ? null : MetricGroup.orNull(name);
        if (group != null) {
          versions.put(group, rows.getLong("version"));
          asOf.put(group, rows.getTimestamp("as_of").toInstant());
        }
      }
    }
    return new Tide(new Versions(epoch, versions, settings), asOf, lag);
  }

  /** Time of the newest event folded into any of these groups; null where there is none yet. */
  public @Nullable Instant newestOf(Set<MetricGroup> groups) {
    Instant newest = null;
    for (Map.Entry<MetricGroup, Instant> entry : asOf.entrySet()) {
      if (groups.contains(entry.getKey()) && (newest == null || entry.getValue().isAfter(newest))) {
        newest = entry.getValue();
      }
    }
    return newest;
  }
}
