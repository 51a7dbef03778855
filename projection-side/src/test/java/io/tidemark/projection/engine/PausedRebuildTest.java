package io.tidemark.projection.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.events.Received;
import io.tidemark.projection.request.Refused;
import io.tidemark.testkit.TestKafka;
import io.tidemark.testkit.oracle.History;
import io.tidemark.testkit.oracle.Oracle;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A rebuild that operators have stand still, go on, or give up while it runs. */
@ResourceLock(TestKafka.TOPICS)
final class PausedRebuildTest {

  private final ProjectionDatabase database = new ProjectionDatabase();
  private final Watched watched = new Watched(database);
  private final List<Received> history = History.of(31, 200);

  @BeforeEach
  void freshLog() {
    TestKafka.deleteTopics();
  }

  @Test
  void a_paused_rebuild_stands_still_whoever_restarts_and_goes_on_when_it_is_resumed()
      throws Exception {
    long halted;
    try (RunningProjector first = start("first")) {
      BrokerLog.publish(history);
      watched.awaitFolded(history.size(), 1);
      begin(first, 2, history.size() / 4);
      first.ask("rebuild-pause", "{}");
      watched.awaitAtRest(2);
      halted = watched.foldedInto(2);
      assertThat(halted).as("what is folded is kept").isBetween(1L, history.size() - 1L);
    }
    try (RunningProjector second = start("second")) {
      Thread.sleep(1_500); // it looks each second what is to be done
      watched.awaitAtRest(2);
      assertThat(watched.foldedInto(2)).isEqualTo(halted);
      assertThat(second.refused("rebuild-switch", "{}").code()).isEqualTo("no-generation");
      second.ask("rebuild-resume", "{}");
      watched.awaitState(2, "following");
      watched.awaitFolded(history.size(), 1, 2);
      assertThat(watched.cells("readmodel_2")).isEqualTo(Oracle.cells(history, ZoneOffset.UTC));
      assertThat(watched.number("select differences from tidemark.generation where generation = 2"))
          .isZero();
    }
  }

  @Test
  void a_rebuild_that_is_given_up_leaves_nothing_behind_and_the_next_one_begins_anew()
      throws Exception {
    try (RunningProjector projector = start("projector")) {
      BrokerLog.publish(history);
      watched.awaitFolded(history.size(), 1);
      begin(projector, 2, history.size() / 4);
      projector.ask("rebuild-cancel", "{}");
      watched.awaitAtRest(2);
      watched.awaitState(2, "dropped");
      assertThat(watched.number("select count(*) from pg_namespace where nspname = 'readmodel_2'"))
          .isZero();
      assertThat(watched.foldedInto(2)).isZero();
      assertThat(watched.serving()).isOne();

      projector.ask("rebuild-start", "{\"reason\": \"again\"}");
      watched.awaitState(3, "following");
      assertThat(projector.refused("rebuild-resume", "{\"generation\": 2}").code())
          .isIn("generation-state", "not-found");
      assertThat(watched.cells("readmodel_3")).isEqualTo(Oracle.cells(history, ZoneOffset.UTC));
      assertThat(watched.cells("readmodel")).isEqualTo(Oracle.cells(history, ZoneOffset.UTC));
    }
  }

  @Test
  void three_generations_are_folded_at_once_and_who_wants_a_fourth_gives_one_up() throws Exception {
    try (RunningProjector projector = start("projector")) {
      BrokerLog.publish(history);
      watched.awaitFolded(history.size(), 1);
      for (int generation = 2; generation <= 3; generation++) {
        projector.ask("rebuild-start", "{\"reason\": \"once more\"}");
        watched.awaitState(generation, "following");
        projector.ask("rebuild-switch", "{}");
      }
      Refused refused = projector.refused("rebuild-start", "{\"reason\": \"a fourth\"}");
      assertThat(refused.code()).isEqualTo("too-many-generations");
      assertThat(refused.detail()).contains("[1, 2]", "Cancel generation 1");
      assertThat(projector.ask("rebuild-plan", "{}").path("refusal").stringValue())
          .isEqualTo(refused.detail());

      assertThat(projector.refused("rebuild-cancel", "{}").code()).isEqualTo("no-generation");
      assertThat(projector.refused("rebuild-cancel", "{\"generation\": 3}").code())
          .isEqualTo("generation-state");
      projector.ask("rebuild-cancel", "{\"generation\": 1}");
      projector.ask("rebuild-start", "{\"reason\": \"a fourth\"}");
      watched.awaitState(4, "following");
      watched.awaitState(1, "dropped");
      projector.ask("rebuild-rollback", "{}");
      assertThat(watched.serving()).isEqualTo(2);
    }
  }

  /** Until some of it is folded, and most is not. */
  private void begin(RunningProjector projector, int generation, int rate) throws Exception {
    projector.ask("rebuild-start", "{\"reason\": \"slowly\", \"rate\": %d}".formatted(rate));
    watched.await(
        "select count(*) from tidemark.generation where events_done > 0 and generation = "
            + generation,
        1);
  }

  private RunningProjector start(String name) throws Exception {
    return RunningProjector.start(database, name, database.calendar).awaitReady();
  }
}
