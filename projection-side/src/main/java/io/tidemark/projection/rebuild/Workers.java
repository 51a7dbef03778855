package io.tidemark.projection.rebuild;

import io.tidemark.projection.engine.Bulk;
import io.tidemark.projection.engine.Projection;
import io.tidemark.projection.engine.Projections;
import io.tidemark.projection.rebuild.GenerationTable.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * How many fold at once. They share the room in memory, and who has not room enough for the
 * entities of a partition has to write them, forget them, and read them back for what comes later:
 * that took 1.6 times as long, so fewer fold then.
 */
final class Workers {

  /** What an estimate may be too small by: partitions are not of one size. */
  private static final double MARGIN = 1.1;

  /** As many as are stored now, analyzed or not. */
  private static final String ENTITIES =
      """
      select c.relname, greatest(c.reltuples, pg_stat_get_live_tuples(c.oid))::bigint
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = ? and c.relkind = 'r'
      """;

  private Workers() {}

  /** As many as the rebuild asks for, or as have room for what the serving generation holds. */
  static int of(
      Connection connection,
      Projections projections,
      Row rebuild,
      Collection<TopicPartition> partitions)
      throws SQLException {
    if (rebuild.workers() > 0) {
      return rebuild.workers();
    }
    Map<String, Long> byTopic = entities(connection, projections);
    Map<String, Long> partitionsOf =
        partitions.stream()
            .map(TopicPartition::topic)
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    double most =
        partitionsOf.entrySet().stream()
            .mapToDouble(
                topic -> (double) byTopic.getOrDefault(topic.getKey(), 0L) / topic.getValue())
            .max()
            .orElse(0);
    int workers = Bulk.defaultShare();
    while (workers > 1 && Bulk.room(workers) < most * MARGIN) {
      workers--;
    }
    return workers;
  }

  private static Map<String, Long> entities(Connection connection, Projections projections)
      throws SQLException {
    Map<String, String> topics =
        projections.all().stream()
            .collect(Collectors.toMap(each -> each.entities().name(), Projection::topic));
    Map<String, Long> byTopic = new HashMap<>();
    try (PreparedStatement select = connection.prepareStatement(ENTITIES)) {
      select.setString(1, GenerationTable.serving(connection).generation().schema());
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          String topic = topics.get(rows.getString(1));
          if (topic != null) {
            byTopic.merge(topic, rows.getLong(2), Long::sum);
          }
        }
      }
    }
    return Collections.unmodifiableMap(byTopic);
  }
}
