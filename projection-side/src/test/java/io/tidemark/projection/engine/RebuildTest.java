package io.tidemark.projection.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.events.Received;
import io.tidemark.testkit.TestKafka;
import io.tidemark.testkit.oracle.History;
import io.tidemark.testkit.oracle.Oracle;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Real processes, on a real broker, that are killed while they rebuild. */
@ResourceLock(TestKafka.TOPICS)
final class RebuildTest {

  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final ZoneId APIA = ZoneId.of("Pacific/Apia");

  private static final String LETTERS =
      "select count(*) from tidemark.dead_letter where state = 'open' and generation = ";

  private final ProjectionDatabase database = new ProjectionDatabase();
  private final Watched watched = new Watched(database);
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
      BrokerLog.publish(history.subList(0, third));
      BrokerLog.publishNoEvent("tidemark.calls");
      ask("rebuild-start", "{\"reason\": \"another zone\", \"rate\": 500}", "done");
      ask("rebuild-start", "{\"reason\": \"again\"}", "refused", "rebuild-under-way");
      ask("rebuild-switch", "{}", "refused", "no-generation");
      watched.await(
          "select count(*) from tidemark.generation where generation = 2 and events_done > 0", 1);
      process.kill();
    }
    assertThat(watched.number("select count(*) from tidemark.generation where state = 'filling'"))
        .isOne();
    BrokerLog.publish(history.subList(third, 2 * third));

    try (ProjectionProcess process = start()) {
      watched.awaitState(2, "following");
      ask("rebuild-switch", "{}", "refused", "differences");
      assertThat(
              watched.number(
                  """
                  select count(*) from tidemark.difference
                  where generation = 2 and jsonb_array_length(entities) > 0
                  """))
          .as("differences of which some entities are named")
          .isEqualTo(
              watched.number("select count(*) from tidemark.difference where generation = 2"));
      BrokerLog.publish(history.subList(2 * third, history.size()));
      database.execute(
          "create table before_switch as select * from tidemark.watermark where generation = 1");
      ask("rebuild-switch", "{\"accept\": true}", "done");
      watched.awaitFolded(history.size() + 1L, 1, 2);
      assertThat(watched.cells("readmodel")).isEqualTo(Oracle.cells(history, UTC));
      assertThat(watched.cells("readmodel_2")).isEqualTo(Oracle.cells(history, APIA));
      assertThat(watched.serving()).isEqualTo(2);
      assertThat(
              watched.number(
                  """
                  select count(*) from before_switch old join tidemark.watermark new
                  using (metric_group)
                  where new.generation = 2 and new.version <= old.version
                  """))
          .as("groups whose version does not rise with the switch")
          .isZero();

      ask("rebuild-rollback", "{}", "done");
      assertThat(watched.serving()).isOne();
      process.kill();
    }
    database.execute(
        "update tidemark.generation set standby_until = now() where state = 'standby'");
    try (ProjectionProcess process = start()) {
      process.awaitHealth(health -> health.contains("\"lag\":0"));
      watched.awaitState(2, "dropped");
      assertThat(watched.number("select count(*) from pg_namespace where nspname = 'readmodel_2'"))
          .isZero();

      ask("rebuild-start", "{\"reason\": \"from rows\", \"source\": \"entities\"}", "done");
      watched.awaitState(3, "following");
      assertThat(watched.cells("readmodel_3")).isEqualTo(Oracle.cells(history, APIA));
      assertThat(watched.number(LETTERS + 3)).as("letters taken over with the entities").isOne();
      ask("rebuild-cancel", "{}", "done");
      ask("rebuild-start", "{\"reason\": \"a part\", \"projection\": \"booking\"}", "done");
      watched.awaitState(4, "following");
      assertThat(watched.cells("readmodel_4")).isEqualTo(Oracle.cells(history, APIA));
      assertThat(watched.number(LETTERS + 4)).isOne();
    }
  }

  @Test
  void killed_while_it_catches_up_and_while_it_is_compared_it_goes_on_where_it_was()
      throws Exception {
    List<Received> some = history.subList(0, history.size() / 4);
    int half = some.size() / 2;
    try (ProjectionProcess process = start()) {
      process.awaitHealth(health -> health.contains("\"lag\":0"));
      BrokerLog.publish(some.subList(0, half));
      watched.awaitFolded(half, 1);
      String slowly = "{\"reason\": \"slowly\", \"rate\": %d}".formatted(half / 2);
      ask("rebuild-start", slowly, "done");
      watched.await(
          "select count(distinct generation) from tidemark.position where generation = 2", 1);
      BrokerLog.publish(some.subList(half, some.size())); // after it has looked how much there is
      watched.await(
          "select count(*) from tidemark.generation where filled_at is not null and state = 'filling'",
          1);
      process.kill();
    }
    watched.awaitAtRest(2);
    assertThat(watched.foldedInto(2)).isBetween((long) half, some.size() - 1L);

    try (Connection busy = database.dataSource.getConnection();
        ProjectionProcess process = start()) {
      busy.setAutoCommit(false);
      // what was found cannot be stored now: it is killed when it tries to
      busy.createStatement().execute("lock table tidemark.difference in exclusive mode");
      watched.await(
          """
          select count(*) from pg_stat_activity
          where application_name = 'tidemark-rebuild' and wait_event_type = 'Lock'
          """,
          1);
      process.kill();
    }
    assertThat(watched.number("select count(*) from tidemark.generation where state = 'filling'"))
        .isOne();
    try (ProjectionProcess _ = start()) {
      watched.awaitState(2, "following");
      watched.awaitFolded(some.size(), 1, 2);
      assertThat(watched.cells("readmodel_2")).isEqualTo(Oracle.cells(some, APIA));
      assertThat(watched.cells("readmodel")).isEqualTo(Oracle.cells(some, UTC));
    }
  }

  private ProjectionProcess start() throws Exception {
    return ProjectionProcess.start(database.database, logs, "--tidemark.calendar.zone=" + APIA);
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
    watched.await(
        "select count(*) from tidemark.request where finished_at is not null and id = '" + id + "'",
        1);
    database.query(
        "select state || ' ' || outcome from tidemark.request where id = '" + id + "'",
        rows -> assertThat(rows.getString(1)).as(kind).contains(expected));
  }
}
