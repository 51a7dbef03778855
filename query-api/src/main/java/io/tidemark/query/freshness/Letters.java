package io.tidemark.query.freshness;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How many records of each topic are missing in a read model: dead letters that are neither folded
 * nor discarded.
 *
 * @param byTopic of those topics that have some; of more than {@value #MOST} it says so many
 */
record Letters(Map<String, Long> byTopic) {

  /** Counted no further: it is read with each answer that is made. */
  static final int MOST = 1_000;

  static final Letters NONE = new Letters(Map.of());

  private static final List<String> TOPICS =
      Arrays.stream(MetricGroup.values()).map(MetricGroup::topic).distinct().toList();

  /** A column of a statement that has the generation as {@code g}; read by {@link #of}. */
  static final String COLUMN =
      """
      (select array_agg(
           (select count(*) from (
              select from tidemark.dead_letter d
              where d.generation = g.generation and d.topic = t.topic
                and d.state in ('open', 'retrying')
              limit %d) counted)
           order by t.number)
         from (values %s) t (number, topic))
      """
          .formatted(
              MOST,
              TOPICS.stream()
                  .map(topic -> "(%d, '%s')".formatted(TOPICS.indexOf(topic), topic))
                  .collect(Collectors.joining(", ")));

  static Letters of(ResultSet row, String column) throws SQLException {
    Array array = row.getArray(column);
    Long[] counts = (Long[]) array.getArray();
    Map<String, Long> byTopic = new HashMap<>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        byTopic.put(TOPICS.get(i), counts[i]);
      }
    }
    return byTopic.isEmpty() ? NONE : new Letters(Map.copyOf(byTopic));
  }

  /** What is missing in figures that are made of these groups. */
  long missingIn(Set<MetricGroup> groups) {
    if (byTopic.isEmpty()) {
      return 0;
    }
    return groups.stream()
        .map(MetricGroup::topic)
        .distinct()
        .mapToLong(topic -> byTopic.getOrDefault(topic, 0L))
        .sum();
  }
}
