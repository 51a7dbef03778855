package io.tidemark.projection.engine;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.projection.ReadModel;
import io.tidemark.projection.rebuild.Rebuilding;
import io.tidemark.projection.request.Refused;
import io.tidemark.projection.request.Request;
import io.tidemark.testkit.TestDatabase;
import io.tidemark.testkit.TestKafka;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A projector of any release, inside this JVM: it follows on the real broker, rebuilds, and does
 * what operators ask. Its sessions for rebuilding are called after it.
 */
final class RunningProjector implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final HikariDataSource pool;
  private final Engine engine;
  private final Rebuilding rebuilding;

  private RunningProjector(
      TestDatabase database,
      String name,
      Projections projections,
      Calendar calendar,
      UnaryOperator<Admin> broker) {
    pool = pool(database);
    Map<String, Object> kafka = Map.of("bootstrap.servers", TestKafka.bootstrapServers());
    var consumers =
        new DefaultKafkaConsumerFactory<byte[], byte[]>(
            Map.of(
                "bootstrap.servers",
                TestKafka.bootstrapServers(),
                "key.deserializer",
                ByteArrayDeserializer.class,
                "value.deserializer",
                ByteArrayDeserializer.class,
                "auto.offset.reset",
                "none",
                "enable.auto.commit",
                false,
                "max.poll.records",
                500,
                "session.timeout.ms",
                6_000,
                "heartbeat.interval.ms",
                1_000));
    engine =
        new Engine(
            projections,
            calendar,
            new ProjectorSettings("EUR", 1 << 20, Duration.ofHours(24), 1, 50_000, 100_000),
            pool,
            consumers,
            broker.apply(Admin.create(kafka)),
            Clock.systemUTC(),
            new SimpleMeterRegistry());
    PGSimpleDataSource sessions = sessions(database, name);
    rebuilding =
        new Rebuilding(
            engine,
            projections,
            consumers,
            sessions,
            schema -> ReadModel.migrate(sessions, schema),
            name);
  }

  /** One of this release. */
  static RunningProjector start(ProjectionDatabase database, String name, Calendar calendar) {
    return start(database, name, ReadModel.projections(), calendar, admin -> admin);
  }

  /**
   * One of a release of its own.
   *
   * @param calendar what it would fold a new generation by
   * @param broker what it knows of the broker
   */
  static RunningProjector start(
      ProjectionDatabase database,
      String name,
      Projections projections,
      Calendar calendar,
      UnaryOperator<Admin> broker) {
    var projector = new RunningProjector(database.database, name, projections, calendar, broker);
    projector.engine.following().start();
    projector.engine.watch().start();
    projector.rebuilding.rebuilds().start();
    return projector;
  }

  private static HikariDataSource pool(TestDatabase database) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(database.jdbcUrl());
    config.setUsername(database.username());
    config.setPassword(database.password());
    config.setMaximumPoolSize(8);
    config.setMinimumIdle(2);
    config.addDataSourceProperty("options", Engine.SESSION_OPTIONS);
    return new HikariDataSource(config);
  }

  private static PGSimpleDataSource sessions(TestDatabase database, String name) {
    PGSimpleDataSource sessions = new PGSimpleDataSource();
    sessions.setUrl(database.jdbcUrl());
    sessions.setUser(database.username());
    sessions.setPassword(database.password());
    sessions.setApplicationName(name);
    sessions.setOptions("-c lock_timeout=5s -c jit=off");
    return sessions;
  }

  /** Waits until it has taken all partitions over: the broker takes events then. */
  RunningProjector awaitReady() throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!health().contains("lag=0") || !health().startsWith("UP") || positions() == 0) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not ready: " + health());
      }
      Thread.sleep(20);
    }
    return this;
  }

  private long positions() throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select count(*) from tidemark.position")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** Asks for something that is done, and returns what was answered. */
  JsonNode ask(String kind, String arguments) throws SQLException {
    try {
      return request(kind, arguments);
    } catch (Refused e) {
      throw new AssertionError(kind + " is refused: " + e.detail(), e);
    }
  }

  /** Asks for something that is refused, and returns why. */
  Refused refused(String kind, String arguments) throws SQLException {
    try {
      request(kind, arguments);
    } catch (Refused e) {
      return e;
    }
    throw new AssertionError(kind + " is not refused");
  }

  private JsonNode request(String kind, String arguments) throws SQLException, Refused {
    var json = JsonMapper.shared().readTree(arguments);
    return rebuilding.requests().handle(new Request(UUID.randomUUID(), kind, json, "operator"));
  }

  /** Why it does not fold just now. */
  String health() {
    return String.valueOf(engine.health().health());
  }

  @Override
  public void close() {
    rebuilding.rebuilds().stop();
    engine.following().stop();
    engine.watch().stop(); // closes what the others ask the broker with
    pool.close();
  }
}
