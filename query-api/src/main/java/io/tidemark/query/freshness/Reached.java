package io.tidemark.query.freshness;

import io.tidemark.web.Tidemark.Mark.Logged;
import io.tidemark.web.Tidemark.Mark.Stored;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far each partition of the log is folded into what serves.
 *
 * @param topics the partitions of each topic by number, all that the topic has
 */
public record Reached(Map<String, Map<Integer, Partition>> topics) {

  static final Reached NOTHING = new Reached(Map.of());

  /**
   * @param nextOffset everything below is folded in
   * @param storedPosition up to which the command side's events are
   */
  record Partition(long nextOffset, long storedPosition) {}

  /**
   * The ends of the log are written for all partitions at once, so that they tell how many there
   * are; positions appear as the partitions are taken over.
   */
  private static final String READ =
      """
      select e.topic, e.partition, coalesce(p.next_offset, 0), coalesce(p.stored_position, 0)
      from tidemark.log_end e
      join tidemark.generation g on g.state = 'serving'
      left join tidemark.position p on p.generation = g.generation
        and p.topic = e.topic and p.partition = e.partition
      """;

  static Reached read(Connection connection) throws SQLException {
    Map<String, Map<Integer, Partition>> topics = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(READ);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        topics
            .computeIfAbsent(rows.getString(1), _ -> new HashMap<>())
            .put(rows.getInt(2), new Partition(rows.getLong(3), rows.getLong(4)));
      }
    }
    return new Reached(topics);
  }

  boolean holds(Stored mark) {
    Map<Integer, Partition> partitions = topics.get(mark.topic());
    if (partitions == null) {
      return false;
    }
    Partition partition = partitions.get(mark.keyHash() % partitions.size());
    return partition != null && partition.storedPosition() >= mark.position();
  }

  boolean holds(Logged mark) {
    Map<Integer, Partition> partitions = topics.get(mark.topic());
    @Nullable Partition partition = partitions == null ? null : partitions.get(mark.partition());
    return partition != null && partition.nextOffset() > mark.offset();
  }
}
