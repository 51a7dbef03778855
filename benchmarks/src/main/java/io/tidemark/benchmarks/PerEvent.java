package io.tidemark.benchmarks;

import static java.util.Objects.requireNonNull;

import io.tidemark.events.CloudEventDecoder;
import io.tidemark.events.Event;
import io.tidemark.events.InvalidEvent;
import io.tidemark.events.Received;
import io.tidemark.projection.ReadModel;
import io.tidemark.projection.engine.Calendar;
import io.tidemark.projection.engine.CellTable;
import io.tidemark.projection.engine.Context;
import io.tidemark.projection.engine.Entity;
import io.tidemark.projection.engine.Fold;
import io.tidemark.projection.engine.ParameterStore;
import io.tidemark.projection.engine.Projection;
import io.tidemark.projection.engine.Stamp;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The same projection as an ordinary event handler does it, to compare with: one transaction per
 * event, that locks the entity's row, changes it, adds the difference to each cell and moves the
 * position. The same tables and the same rules (merge and contributions are the projections' own);
 * prepared statements, the cells of a table in one JDBC batch, commits that do not wait for the
 * disk. It spares what readers need to notice a change (notification, watermark).
 */
public final class PerEvent implements Runnable {

  private static final int PARTITIONS = 12;
  private static final Set<String> REPEATED = Set.of("40001", "40P01");

  private static final String INSERT_POSITION =
      """
      insert into tidemark.position (topic, partition, topic_id, next_offset) values (?, ?, '-', 0)
      """;

  private static final String MOVE =
      """
      update tidemark.position set next_offset = ? where topic = ? and partition = ?
      """;

  private final CloudEventDecoder decoder = new CloudEventDecoder("EUR", 1_000_000);
  private final Map<Projection<?, ?>, EntityRows<?>> rows = new HashMap<>();
  private final Map<CellTable, CellRows> cells = new HashMap<>();
  private final List<CellTable> tables = ReadModel.projections().tables().toList();
  private final Connection connection;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Context context;
  private final PreparedStatement move;

  private PerEvent(PGSimpleDataSource database, String bootstrap, List<TopicPartition> share)
      throws SQLException {
    connection = database.getConnection();
    connection.setAutoCommit(false);
    context =
        new Context(
            new Calendar(ZoneOffset.UTC, DayOfWeek.MONDAY), ParameterStore.load(connection));
    for (CellTable table : tables) {
      cells.put(table, new CellRows(connection, table));
    }
    try (PreparedStatement insert = connection.prepareStatement(INSERT_POSITION)) {
      for (TopicPartition partition : share) {
        insert.setString(1, partition.topic());
        insert.setInt(2, partition.partition());
        insert.addBatch();
      }
      insert.executeBatch();
    }
    move = connection.prepareStatement(MOVE);
    connection.commit();
    Properties properties = new Properties();
    properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.assign(share);
    consumer.seekToBeginning(share);
  }

  /** Arguments: JDBC address, user, password, broker, number of consumers. */
  public static void main(String[] arguments) throws SQLException {
    PGSimpleDataSource database = new PGSimpleDataSource();
    database.setUrl(arguments[0]);
    database.setUser(arguments[1]);
    database.setPassword(arguments[2]);
    database.setOptions("-c synchronous_commit=off");
    int consumers = Integer.parseInt(arguments[4]);
    for (int i = 0; i < consumers; i++) {
      List<TopicPartition> share = new ArrayList<>();
      for (String topic : ReadModel.projections().topics()) {
        for (int partition = i; partition < PARTITIONS; partition += consumers) {
          share.add(new TopicPartition(topic, partition));
        }
      }
      PerEvent handler = new PerEvent(database, arguments[3], share);
      Thread.ofPlatform().name("per-event-" + i).start(handler);
    }
  }

  @Override
  public void run() {
    try {
      while (true) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          handle(record);
        }
      }
    } catch (SQLException | InvalidEvent e) {
      throw new IllegalStateException(e);
    }
  }

  private void handle(ConsumerRecord<byte[], byte[]> record) throws SQLException, InvalidEvent {
    Received received =
        decoder.decode(
            record.key(),
            name -> {
              Header header = record.headers().lastHeader(name);
              return header == null ? null : header.value();
            },
            record.value());
    Projection<?, ?> projection =
        ReadModel.projections().all().stream()
            .filter(p -> p.events().isInstance(received.event()))
            .findFirst()
            .orElseThrow();
    while (true) {
      try {
        handle(projection, received, record);
        connection.commit();
        return;
      } catch (SQLException e) {
        connection.rollback();
        if (!REPEATED.contains(String.valueOf(e.getSQLState()))) {
          throw e;
        }
      }
    }
  }

  private <V extends Event, E extends Entity> void handle(
      Projection<V, E> projection, Received received, ConsumerRecord<byte[], byte[]> record)
      throws SQLException {
    EntityRows<E> its = rowsOf(projection);
    V event = projection.events().cast(received.event());
    String id = projection.entityId(received.envelope(), event);
    Stamp stamp = Stamp.of(received.envelope(), received.event().creates());
    E before = its.lock(id);
    E known = before == null ? projection.entities().empty(id) : before;
    E after = projection.merge(known, event, stamp);
    if (before == null || !after.equals(before)) {
      its.write(after, record.partition(), before == null);
      Fold fold = new Fold(context);
      fold.subtract(projection, known);
      fold.add(projection, after);
      var differences = fold.cells();
      for (CellTable table : tables) { // in one order, so that no two wait for each other
        var changed = differences.get(table);
        if (changed != null && !changed.isEmpty()) {
          requireNonNull(cells.get(table)).add(changed);
        }
      }
    }
    move.setLong(1, record.offset() + 1);
    move.setString(2, record.topic());
    move.setInt(3, record.partition());
    move.executeUpdate();
  }

  @SuppressWarnings("unchecked") // each was made for its projection
  private <E extends Entity> EntityRows<E> rowsOf(Projection<?, E> projection) throws SQLException {
    EntityRows<?> its = rows.get(projection);
    if (its == null) {
      its = new EntityRows<>(connection, projection);
      rows.put(projection, its);
    }
    return (EntityRows<E>) its;
  }
}
