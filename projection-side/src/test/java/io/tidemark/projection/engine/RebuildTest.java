package io.tidemark.projection.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.events.CloudEventEncoder;
import io.tidemark.events.EventTypes;
import io.tidemark.events.Received;
import io.tidemark.testkit.TestKafka;
import io.tidemark.testkit.oracle.History;
import io.tidemark.testkit.oracle.Oracle;
import io.tidemark.testkit.oracle.StoredCells;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, on a real broker, that are killed while they rebuild. */
final class RebuildTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final ZoneId APIA = ZoneId.of("Pacific/Apia");

  private static final String LETTERS =
      "select count(*) from tidemark.dead_letter where state = 'open' and generation = ";

  private final ProjectionDatabase database = new ProjectionDatabase();
  private final List<Received> history = History.of(29, 600);

  @TempDir private Path logs;

  @BeforeEach
  void freshLog() {
    TestKafka.deleteTopics();
  }

  @Test
  void a_killed_rebuild_goes_on_is_compared_is_switched_to_and_can_be_taken_back()
      throws Exception {
    int third = history.size() / 3;
    try (ProjectionProcess process = start()) {
      process.awaitHealth(health -> health.contains("\"lag\":0"));
      publish(history.subList(0, third));
      publishNoEvent();
      ask("rebuild-start", "{\"reason\": \"another zone\", \"rate\": 500}", "done");
      ask("rebuild-start", "{\"reason\": \"again\"}", "refused", "rebuild-under-way");
      ask("rebuild-switch", "{}", "refused", "no-generation");
      await("select count(*) from tidemark.generation where generation = 2 and events_done > 0", 1);
      process.kill();
    }
    assertThat(number("select count(*) from tidemark.generation where state = 'filling'")).isOne();
    publish(history.subList(third, 2 * third));

    try (ProjectionProcess process = start()) {
      await(
          "select count(*) from tidemark.generation where generation = 2 and state = 'following'",
          1);
      ask("rebuild-switch", "{}", "refused", "differences");
      assertThat(
              number(
                  """
                  select count(*) from tidemark.difference
                  where generation = 2 and jsonb_array_length(entities) > 0
                  """))
          .as("differences of which some entities are named")
          .isEqualTo(number("select count(*) from tidemark.difference where generation = 2"));
      publish(history.subList(2 * third, history.size()));
      database.execute(
          "create table before_switch as select * from tidemark.watermark where generation = 1");
      ask("rebuild-switch", "{\"accept\": true}", "done");
      awaitFolded(1, 2);
      assertThat(cells("readmodel")).isEqualTo(Oracle.cells(history, UTC));
      assertThat(cells("readmodel_2")).isEqualTo(Oracle.cells(history, APIA));
      assertThat(number("select generation from tidemark.generation where state = 'serving'"))
          .isEqualTo(2);
      assertThat(
              number(
                  """
                  select count(*) from before_switch old join tidemark.watermark new
                  using (metric_group)
                  where new.generation = 2 and new.version <= old.version
                  """))
          .as("groups whose version does not rise with the switch")
          .isZero();

      ask("rebuild-rollback", "{}", "done");
      assertThat(number("select generation from tidemark.generation where state = 'serving'"))
          .isOne();
      process.kill();
    }
    database.execute(
        "update tidemark.generation set standby_until = now() where state = 'standby'");
    try (ProjectionProcess process = start()) {
      process.awaitHealth(health -> health.contains("\"lag\":0"));
      await(
          "select count(*) from tidemark.generation where generation = 2 and state = 'dropped'", 1);
      assertThat(number("select count(*) from pg_namespace where nspname = 'readmodel_2'"))
          .isZero();

      ask("rebuild-start", "{\"reason\": \"from rows\", \"source\": \"entities\"}", "done");
      await(
          "select count(*) from tidemark.generation where generation = 3 and state = 'following'",
          1);
      assertThat(cells("readmodel_3")).isEqualTo(Oracle.cells(history, APIA));
      assertThat(number(LETTERS + 3)).as("letters taken over with the entities").isOne();
      ask("rebuild-cancel", "{}", "done");
      ask("rebuild-start", "{\"reason\": \"a part\", \"projection\": \"booking\"}", "done");
      await(
          "select count(*) from tidemark.generation where generation = 4 and state = 'following'",
          1);
      assertThat(cells("readmodel_4")).isEqualTo(Oracle.cells(history, APIA));
      assertThat(number(LETTERS + 4)).isOne();
    }
  }

  private ProjectionProcess start() throws Exception {
    return ProjectionProcess.start(database.database, logs, "--tidemark.calendar.zone=" + APIA);
  }

  private Map<String, List<BigDecimal>> cells(String schema) throws Exception {
    try (Connection connection = database.dataSource.getConnection()) {
      return StoredCells.read(connection, schema);
    }
  }

  /** As the query API asks. */
  private void ask(String kind, String arguments, String... expected) throws Exception {
    UUID id = UUID.randomUUID();
    try (Connection connection = database.dataSource.getConnection();
        PreparedStatement ask =
            connection.prepareStatement(
                """
                insert into tidemark.request (id, kind, arguments, actor)
                values (?, ?, ?::jsonb, 'operator')
                """)) {
      ask.setObject(1, id);
      ask.setString(2, kind);
      ask.setString(3, arguments);
      ask.executeUpdate();
    }
    await(
        "select count(*) from tidemark.request where finished_at is not null and id = '" + id + "'",
        1);
    database.query(
        "select state || ' ' || outcome from tidemark.request where id = '" + id + "'",
        rows -> assertThat(rows.getString(1)).as(kind).contains(expected));
  }

  private long number(String sql) throws Exception {
    try (Connection connection = database.dataSource.getConnection();
        var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getLong(1) : -1;
    }
  }

  private void await(String sql, long wanted) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    long last = number(sql);
    while (last != wanted && Instant.now().isBefore(end)) {
      Thread.sleep(50);
      last = number(sql);
    }
    List<String> generations = new ArrayList<>();
    database.query(
        "select to_jsonb(g)::text from tidemark.generation g",
        rows -> generations.add(rows.getString(1)));
    assertThat(last).as(sql + "; generations are " + generations).isEqualTo(wanted);
  }

  private void awaitFolded(int... generations) throws Exception {
    long published = history.size() + 1L; // and what is no event
    for (int generation : generations) {
      await(
          "select sum(next_offset) from tidemark.position where generation = " + generation,
          published);
    }
  }

  private static void publishNoEvent() throws Exception {
    try (var producer = producer()) {
      producer.send(new ProducerRecord<>("tidemark.calls", new byte[] {1}, new byte[] {2})).get();
    }
  }

  private static KafkaProducer<byte[], byte[]> producer() {
    Map<String, Object> properties =
        Map.of("bootstrap.servers", TestKafka.bootstrapServers(), "acks", "all");
    var serializer = new ByteArraySerializer();
    return new KafkaProducer<>(properties, serializer, serializer);
  }

  private static void publish(List<Received> events) throws Exception {
    try (var producer = producer()) {
      List<Future<?>> acknowledged = new ArrayList<>();
      for (Received received : events) {
        var encoded = CloudEventEncoder.encode(received.envelope(), received.event());
        String topic = EventTypes.topicOf(received.envelope().type());
        var record = new ProducerRecord<>(topic, encoded.key(), encoded.value());
        encoded.headers().forEach(h -> record.headers().add(h.name(), h.value()));
        acknowledged.add(producer.send(record));
      }
      for (Future<?> future : acknowledged) {
        future.get();
      }
    }
  }
}
