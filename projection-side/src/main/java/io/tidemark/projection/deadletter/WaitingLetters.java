package io.tidemark.projection.deadletter;

import io.tidemark.projection.deadletter.Waiting.Failed;
import io.tidemark.projection.deadletter.Waiting.Tried;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * The statements on dead letters that wait to be folded again by the owners of their partitions.
 */
public final class WaitingLetters {

  private static final String PARTITIONS =
      """
      select generation, topic, partition from tidemark.dead_letter
      where state = 'retrying' group by generation, topic, partition
      """;

  /** The first ones, and not more bytes than a bound, but for one letter that alone is larger. */
  private static final String TAKE =
      """
      select id, topic, partition, record_offset, record_key, record_value, header_names, header_values
      from (
        select letter.*,
          sum(coalesce(octet_length(record_value), 0)) over (order by id)
            - coalesce(octet_length(record_value), 0) as bytes_before
        from (
          select * from tidemark.dead_letter
          where generation = ? and state = 'retrying'
            and (topic, partition) in (select * from unnest(?::text[], ?::integer[]))
          order by id limit ?) letter) first
      where bytes_before < ?
      order by id
      """;

  private static final String FOLDED =
      """
      update tidemark.dead_letter
      set state = 'folded', attempts = attempts + 1, tried_at = now(), resolved_at = now()
      where id = any (?) and generation = ? and state = 'retrying'
      """;

  /** Without a join: after a flood of letters no statistics tell a plan how many there are. */
  private static final String FAILED =
      """
      update tidemark.dead_letter
      set state = 'open', attempts = attempts + 1, tried_at = now(),
        kind = (?::text[])[array_position(?::bigint[], id)],
        reason = (?::text[])[array_position(?::bigint[], id)]
      where id = any (?) and generation = ? and state = 'retrying'
      """;

  private WaitingLetters() {}

  /** Where there are some, by generation. */
  public static Map<Integer, Set<TopicPartition>> partitions(Connection connection)
      throws SQLException {
    Map<Integer, Set<TopicPartition>> partitions = new HashMap<>();
    try (PreparedStatement select = connection.prepareStatement(PARTITIONS);
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        partitions
            .computeIfAbsent(rows.getInt(1), _ -> new HashSet<>())
            .add(new TopicPartition(rows.getString(2), rows.getInt(3)));
      }
    }
    return partitions;
  }

  /** The oldest letters of these partitions. */
  public static List<Waiting> take(
      Connection connection,
      int generation,
      Collection<TopicPartition> partitions,
      int most,
      long mostBytes)
      throws SQLException {
    List<Waiting> letters = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(TAKE)) {
      select.setInt(1, generation);
      select.setArray(
          2,
          connection.createArrayOf(
              "text", partitions.stream().map(TopicPartition::topic).toArray()));
      select.setArray(
          3,
          connection.createArrayOf(
              "integer", partitions.stream().map(TopicPartition::partition).toArray()));
      select.setInt(4, most);
      select.setLong(5, mostBytes);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          letters.add(read(rows));
        }
      }
    }
    return letters;
  }

  private static Waiting read(ResultSet row) throws SQLException {
    byte @Nullable [] key = row.getBytes("record_key");
    byte @Nullable [] value = row.getBytes("record_value");
    String[] names = (String[]) row.getArray("header_names").getArray();
    byte[][] values = (byte[][]) row.getArray("header_values").getArray();
    RecordHeaders headers = new RecordHeaders();
    for (int i = 0; i < names.length; i++) {
      headers.add(names[i], values[i]);
    }
    return new Waiting(
        row.getLong("id"),
        new ConsumerRecord<>(
            row.getString("topic"),
            row.getInt("partition"),
            row.getLong("record_offset"),
            ConsumerRecord.NO_TIMESTAMP,
            TimestampType.NO_TIMESTAMP_TYPE,
            ConsumerRecord.NULL_SIZE,
            ConsumerRecord.NULL_SIZE,
            key,
            value,
            headers,
            Optional.empty()));
  }

  /**
   * Says what became of the letters.
   *
   * @return whether all of them were still waiting; if not, nothing of the transaction must hold
   */
  public static boolean resolve(Connection connection, int generation, Tried tried)
      throws SQLException {
    return fold(connection, generation, tried.folded())
        && reopen(connection, generation, tried.failed());
  }

  private static boolean fold(Connection connection, int generation, List<Long> ids)
      throws SQLException {
    if (ids.isEmpty()) {
      return true;
    }
    try (PreparedStatement update = connection.prepareStatement(FOLDED)) {
      update.setArray(1, connection.createArrayOf("bigint", ids.toArray()));
      update.setInt(2, generation);
      return update.executeUpdate() == ids.size();
    }
  }

  private static boolean reopen(Connection connection, int generation, List<Failed> failed)
      throws SQLException {
    if (failed.isEmpty()) {
      return true;
    }
    Array ids =
        connection.createArrayOf(
            "bigint", failed.stream().map(each -> each.letter().id()).toArray());
    try (PreparedStatement update = connection.prepareStatement(FAILED)) {
      update.setArray(
          1,
          connection.createArrayOf(
              "text", failed.stream().map(each -> each.kind().wireName()).toArray()));
      update.setArray(2, ids);
      update.setArray(
          3,
          connection.createArrayOf(
              "text",
              failed.stream().map(each -> DeadLetters.storableReason(each.reason())).toArray()));
      update.setArray(4, ids);
      update.setArray(5, ids);
      update.setInt(6, generation);
      return update.executeUpdate() == failed.size();
    }
  }
}
