package io.tidemark.projection.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.events.Received;
import io.tidemark.testkit.TestKafka;
import io.tidemark.testkit.oracle.History;
import io.tidemark.testkit.oracle.Oracle;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A rebuild whose sessions PostgreSQL ends: the one that holds its lock, or all of them. */
@ResourceLock(TestKafka.TOPICS)
final class LostSessionsTest {

  private static final String HOLDERS =
      """
      from pg_locks join pg_stat_activity using (pid)
      where locktype = 'advisory' and classid = x'74696465'::int and objid = 2
        and datname = current_database()
      """;

  private static final String FILLING =
      "select count(*) from tidemark.generation where generation = 2 and state = 'filling'";

  private final ProjectionDatabase database = new ProjectionDatabase();
  private final Watched watched = new Watched(database);
  private final List<Received> history = History.of(53, 200);

  @BeforeEach
  void freshLog() {
    TestKafka.deleteTopics();
  }

  @Test
  void a_runner_that_loses_its_lock_stops_and_only_one_goes_on_to_the_end() throws Exception {
    try (RunningProjector first = start("runner-1");
        RunningProjector _ = start("runner-2")) {
      BrokerLog.publish(history);
      first.ask(
          "rebuild-start", "{\"reason\": \"slowly\", \"rate\": %d}".formatted(history.size() / 6));
      watched.await("select count(*) " + HOLDERS, 1);
      long session = watched.number("select pid " + HOLDERS);
      database.execute("select pg_terminate_backend(%d)".formatted(session));
      watched.await("select count(*) %s and pid <> %d".formatted(HOLDERS, session), 1);
      // and now all that whoever has it uses
      database.execute(
          """
          select pg_terminate_backend(pid) from pg_stat_activity
          where application_name = (select application_name %s)
          """
              .formatted(HOLDERS));
      long shown = 0;
      while (watched.number(FILLING) == 1) {
        long done =
            watched.number("select events_done from tidemark.generation where generation = 2");
        assertThat(done).as("what is shown as done").isGreaterThanOrEqualTo(shown);
        shown = done;
        Thread.sleep(50);
      }
      assertThat(shown).isPositive();
      watched.awaitState(2, "following");
      watched.awaitFolded(history.size(), 1, 2);
      assertThat(watched.cells("readmodel_2")).isEqualTo(Oracle.cells(history, ZoneOffset.UTC));
      assertThat(watched.number("select differences from tidemark.generation where generation = 2"))
          .isZero();
    }
  }

  private RunningProjector start(String name) throws Exception {
    return RunningProjector.start(database, name, database.calendar).awaitReady();
  }
}
