package io.tidemark.projection.engine;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.events.CloudEventEncoder;
import io.tidemark.events.EventTypes;
import io.tidemark.events.Received;
import io.tidemark.projection.ReadModel;
import io.tidemark.projection.rebuild.Verifier;
import io.tidemark.testkit.TestDatabase;
import io.tidemark.testkit.TestPostgres;
import io.tidemark.testkit.oracle.StoredCells;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** A read model in a database of its own, and a log of records as a broker would deliver them. */
final class ProjectionDatabase {

  static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

  static final int PARTITIONS = 3;

  final TestDatabase database = TestPostgres.copyOf(Migrated.TEMPLATE);
  final DataSource dataSource = sessions(database);
  final Calendar calendar;
  final Generation generation;
  private final Projections projections;
  RestatementSettings restatements =
      new RestatementSettings(
          true, Duration.ofHours(1), Duration.ofMinutes(5), Duration.ofHours(1));
  Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Map<TopicPartition, Long> ends = new HashMap<>();

  /** Most tests want one, and to migrate takes longer than they do. */
  private static final class Migrated {
    static final TestDatabase TEMPLATE = TestPostgres.freshDatabase();

    static {
      ReadModel.migrate(sessions(TEMPLATE));
    }
  }

  /** Sessions as the projectors have them. */
  private static DataSource sessions(TestDatabase database) {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setUrl(database.jdbcUrl());
    dataSource.setUser(database.username());
    dataSource.setPassword(database.password());
    dataSource.setOptions(Engine.SESSION_OPTIONS);
    return dataSource;
  }

  ProjectionDatabase(ZoneId zone) {
    this(zone, ReadModel.projections());
  }

  ProjectionDatabase(ZoneId zone, Projections projections) {
    this.projections = projections;
    calendar = new Calendar(zone, DayOfWeek.MONDAY);
    generation = new Generation(1, "readmodel", calendar);
    try (Connection connection = dataSource.getConnection()) {
      Generations.adopt(connection, new Definition(projections.code(), calendar));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  ProjectionDatabase() {
    this(ZoneOffset.UTC);
  }

  Projector projector(int memoryEntities) {
    return projector(projections, memoryEntities, 1 << 20);
  }

  private Projector projector(Projections known, int memoryEntities, int maxBytes) {
    ProjectorSettings settings =
        new ProjectorSettings(
            "EUR", maxBytes, Duration.ofHours(24), 1, 50_000, memoryEntities, restatements);
    Room room = new Room(memoryEntities);
    return new Projector(known, generation, settings, room, dataSource, clock, meters);
  }

  /** One to which larger records are dead letters. */
  Projector assigned(int memoryEntities, int maxBytes) throws SQLException {
    return assigned(projections, memoryEntities, maxBytes);
  }

  /** One that knows other projections. */
  Projector assigned(Projections known, int memoryEntities, int maxBytes) throws SQLException {
    Projector projector = projector(known, memoryEntities, maxBytes);
    projector.assign(positions());
    return projector;
  }

  Set<TopicPartition> partitions() throws SQLException {
    return positions().keySet();
  }

  /** A projector that owns all partitions, from where they stand. */
  Projector assigned(int memoryEntities) throws SQLException {
    Projector projector = projector(memoryEntities);
    projector.assign(positions());
    return projector;
  }

  Map<TopicPartition, Position> positions() throws SQLException {
    Map<TopicPartition, Position> first = new HashMap<>();
    for (String topic : projections.topics()) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        first.put(new TopicPartition(topic, partition), new Position("id-of-" + topic, 0));
      }
    }
    return new Transactions(dataSource)
        .run(
            connection -> {
              Positions.insert(connection, 1, first);
              return Positions.load(connection, 1, first.keySet());
            });
  }

  /** Appends the events to the log. */
  List<ConsumerRecord<byte[], byte[]>> records(List<Received> events) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (Received received : events) {
      var encoded = CloudEventEncoder.encode(received.envelope(), received.event());
      RecordHeaders headers = new RecordHeaders();
      encoded.headers().forEach(header -> headers.add(header.name(), header.value()));
      String topic = EventTypes.topicOf(received.envelope().type());
      records.add(record(topic, encoded.key(), headers, encoded.value()));
    }
    return records;
  }

  ConsumerRecord<byte[], byte[]> record(
      String topic, byte @Nullable [] key, RecordHeaders headers, byte @Nullable [] value) {
    int hash = key == null ? 0 : new String(key, StandardCharsets.UTF_8).hashCode();
    int partition = Math.floorMod(hash, PARTITIONS);
    long offset = ends.merge(new TopicPartition(topic, partition), 1L, Long::sum) - 1;
    return new ConsumerRecord<>(
        topic,
        partition,
        offset,
        0,
        TimestampType.CREATE_TIME,
        key == null ? 0 : key.length,
        value == null ? 0 : value.length,
        key,
        value,
        headers,
        Optional.empty());
  }

  /** The records that a consumer gets that seeks to these positions. */
  static List<ConsumerRecord<byte[], byte[]>> from(
      Map<TopicPartition, Position> positions, List<ConsumerRecord<byte[], byte[]>> records) {
    return records.stream()
        .filter(
            record -> {
              TopicPartition partition = new TopicPartition(record.topic(), record.partition());
              return record.offset() >= requireNonNull(positions.get(partition)).nextOffset();
            })
        .toList();
  }

  /** The cells that are not zero, read by plain SQL, in the oracle's form. */
  Map<String, List<BigDecimal>> cells() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      return StoredCells.read(connection, "readmodel");
    }
  }

  /** The goals, in the oracle's form. */
  List<String> goals() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      return StoredCells.goals(connection, "readmodel");
    }
  }

  Verifier.Report verify() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      return new Verifier(projections).verify(connection, _ -> {});
    }
  }

  @FunctionalInterface
  interface RowReader {
    void read(ResultSet rows) throws SQLException;
  }

  void query(String sql, RowReader reader) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        reader.read(rows);
      }
    }
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
