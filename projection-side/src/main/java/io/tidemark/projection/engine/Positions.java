package io.tidemark.projection.engine;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** The stored positions. They move by compare-and-set in the transaction that changes the rows. */
public final class Positions {

  /**
   * From where to where a batch reaches in one partition.
   *
   * @param stored the greatest position in an event store that a record of it carries; 0 if none
   *     does
   */
  record Range(long start, long end, long stored) {}

  private static final String SELECT =
      """
      select topic, partition, topic_id, next_offset from tidemark.position
      where generation = ? and (topic, partition) in (select * from unnest(?::text[], ?::integer[]))
      """;

  private static final String ALL =
      "select topic, partition, topic_id, next_offset from tidemark.position where generation = ?";

  private static final String INSERT =
      """
      insert into tidemark.position (generation, topic, partition, topic_id, next_offset)
      values (?, ?, ?, ?, ?)
      on conflict (generation, topic, partition) do nothing
      """;

  /** Locks the parameters' version against change until the batch has committed, and returns it. */
  private static final String MOVE =
      """
      update tidemark.position stored
      set next_offset = batch.end_offset,
        stored_position = greatest(stored.stored_position, batch.stored_position)
      from unnest(?::text[], ?::integer[], ?::bigint[], ?::bigint[], ?::bigint[])
             as batch (topic, partition, start_offset, end_offset, stored_position),
           (select version from tidemark.parameter_version for share) as parameters
      where stored.generation = ? and stored.topic = batch.topic and stored.partition = batch.partition
        and stored.next_offset = batch.start_offset
      returning parameters.version
      """;

  private Positions() {}

  /** The positions of those partitions that have one. */
  public static Map<TopicPartition, Position> load(
      Connection connection, int generation, Collection<TopicPartition> partitions)
      throws SQLException {
    Map<TopicPartition, Position> positions = new HashMap<>();
    try (PreparedStatement select = connection.prepareStatement(SELECT)) {
      Object[] topics = partitions.stream().map(TopicPartition::topic).toArray();
      Object[] numbers = partitions.stream().map(TopicPartition::partition).toArray();
      select.setInt(1, generation);
      select.setArray(2, connection.createArrayOf("text", topics));
      select.setArray(3, connection.createArrayOf("integer", numbers));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          positions.put(
              new TopicPartition(rows.getString(1), rows.getInt(2)),
              new Position(rows.getString(3), rows.getLong(4)));
        }
      }
    }
    return positions;
  }

  /** All positions of the generation. */
  public static Map<TopicPartition, Position> all(Connection connection, int generation)
      throws SQLException {
    Map<TopicPartition, Position> positions = new HashMap<>();
    try (PreparedStatement select = connection.prepareStatement(ALL)) {
      select.setInt(1, generation);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          positions.put(
              new TopicPartition(rows.getString(1), rows.getInt(2)),
              new Position(rows.getString(3), rows.getLong(4)));
        }
      }
    }
    return positions;
  }

  /** Stores the positions of partitions that are read for the first time. */
  public static void insert(
      Connection connection, int generation, Map<TopicPartition, Position> positions)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (var entry : positions.entrySet()) {
        insert.setInt(1, generation);
        insert.setString(2, entry.getKey().topic());
        insert.setInt(3, entry.getKey().partition());
        insert.setString(4, entry.getValue().topicId());
        insert.setLong(5, entry.getValue().nextOffset());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /**
   * Moves all positions over their ranges.
   *
   * @return the version of the parameters, which stays until the transaction ends
   * @throws Fenced if one position is not where its range starts
   */
  static long move(Connection connection, int generation, Map<TopicPartition, Range> ranges)
      throws SQLException, Fenced {
    int size = ranges.size();
    Object[] topics = new Object[size];
    Object[] partitions = new Object[size];
    Object[] starts = new Object[size];
    Object[] ends = new Object[size];
    Object[] stored = new Object[size];
    int i = 0;
    for (var entry : ranges.entrySet()) {
      topics[i] = entry.getKey().topic();
      partitions[i] = entry.getKey().partition();
      starts[i] = entry.getValue().start();
      ends[i] = entry.getValue().end();
      stored[i++] = entry.getValue().stored();
    }
    try (PreparedStatement move = connection.prepareStatement(MOVE)) {
      move.setArray(1, connection.createArrayOf("text", topics));
      move.setArray(2, connection.createArrayOf("integer", partitions));
      move.setArray(3, connection.createArrayOf("bigint", starts));
      move.setArray(4, connection.createArrayOf("bigint", ends));
      move.setArray(5, connection.createArrayOf("bigint", stored));
      move.setInt(6, generation);
      long version = 0;
      int moved = 0;
      try (ResultSet rows = move.executeQuery()) {
        while (rows.next()) {
          version = rows.getLong(1);
          moved++;
        }
      }
      if (moved != size) {
        throw new Fenced("moved " + moved + " of " + size + " positions");
      }
      return version;
    }
  }

  /** A position is not where this projector left it: somebody else has read on. */
  static final class Fenced extends Exception {
    Fenced(String message) {
      super(message);
    }
  }
}
