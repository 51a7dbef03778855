package io.tidemark.query.freshness;

import io.tidemark.query.figures.Calendar;
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
 * Which generation serves, and how far it has come, as one snapshot of the database shows it.
 *
 * @param generation that serves
 * @param versions per metric group
 * @param asOf time of the newest event folded in, per metric group that has any
 * @param lag events in the log that wait to be folded in
 */
public record Tide(
    Generation generation, Versions versions, Map<MetricGroup, Instant> asOf, long lag) {

  /** Before the database has been seen. */
  static Tide unknown(Calendar configured) {
    return new Tide(Generation.unknown(configured), Versions.NONE, Map.of(), 0);
  }

  private static final String READ =
      """
      select g.generation, g.schema_name, g.zone, g.week_starts_on,
        w.metric_group, w.version, w.as_of, v.version as settings_version, %s as letters,
        (select coalesce(sum(greatest(e.end_offset - coalesce(p.next_offset, 0), 0)), 0)
           from tidemark.log_end e
           left join tidemark.position p on p.generation = g.generation
             and p.topic = e.topic and p.partition = e.partition) as lag
      from query.setting_version v
      join tidemark.generation g on g.state = 'serving'
      left join tidemark.watermark w on w.generation = g.generation
      """
          .formatted(Letters.COLUMN);

  /**
   * Reads within the caller's transaction, so that it says what the caller's other rows hold.
   *
   * @param configured the calendar of a generation that says none
   */
  static Tide read(Connection connection, long epoch, Calendar configured) throws SQLException {
    Generation generation = null;
    Letters letters = Letters.NONE;
    long settings = 0;
    long lag = 0;
    Map<MetricGroup, Long> versions = new EnumMap<>(MetricGroup.class);
    Map<MetricGroup, Instant> asOf = new EnumMap<>(MetricGroup.class);
    try (PreparedStatement statement = connection.prepareStatement(READ);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        if (generation == null) {
          generation = Generation.of(rows, configured);
          letters = Letters.of(rows, "letters");
        }
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
    if (generation == null) {
      throw new SQLException("no generation of the read model serves");
    }
    return new Tide(
        generation,
        new Versions(epoch, generation.number(), versions, settings, letters),
        asOf,
        lag);
  }

  Tide withEpoch(long epoch) {
    return new Tide(generation, versions.withEpoch(epoch), asOf, lag);
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
