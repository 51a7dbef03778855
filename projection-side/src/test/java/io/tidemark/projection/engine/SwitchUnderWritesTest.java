package io.tidemark.projection.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.events.Received;
import io.tidemark.testkit.TestKafka;
import io.tidemark.testkit.oracle.History;
import io.tidemark.testkit.oracle.Oracle;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Switched to, back and to again, while events never stop and somebody always reads. */
@ResourceLock(TestKafka.TOPICS)
final class SwitchUnderWritesTest {

  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final ZoneId APIA = ZoneId.of("Pacific/Apia");
  private static final int AT_ONCE = 40;
  private static final long PAUSE_MILLIS = 50;

  private final ProjectionDatabase database = new ProjectionDatabase();
  private final Watched watched = new Watched(database);
  private final List<Received> history = History.of(41, 300);

  @BeforeEach
  void freshLog() {
    TestKafka.deleteTopics();
  }

  @Test
  void nothing_is_lost_or_counted_twice_and_what_readers_see_never_goes_back() throws Exception {
    try (RunningProjector projector =
        RunningProjector.start(database, "projector", new Calendar(APIA, DayOfWeek.MONDAY))
            .awaitReady()) {
      int first = history.size() / 4;
      BrokerLog.publish(history.subList(0, first));
      projector.ask("rebuild-start", "{\"reason\": \"another zone\"}");
      watched.awaitState(2, "following");

      AtomicBoolean over = new AtomicBoolean();
      CompletableFuture<Void> writing = run(() -> publishSlowly(first));
      CompletableFuture<Void> reading = run(() -> readUntil(over));
      projector.ask("rebuild-switch", "{\"accept\": true}");
      assertThat(watched.serving()).isEqualTo(2);
      projector.ask("rebuild-rollback", "{}");
      assertThat(watched.serving()).isOne();
      projector.ask("rebuild-rollback", "{}"); // to the one that stands by now
      assertThat(watched.serving()).isEqualTo(2);
      assertThat(writing).as("events came all the while").isNotDone();
      writing.join();
      watched.awaitFolded(history.size(), 1, 2);
      over.set(true);
      reading.join();
    }
    assertThat(watched.cells("readmodel")).isEqualTo(Oracle.cells(history, UTC));
    assertThat(watched.cells("readmodel_2")).isEqualTo(Oracle.cells(history, APIA));
  }

  @Test
  void what_serves_is_folded_on_while_a_switch_waits_for_the_other_one() throws Exception {
    try (RunningProjector projector =
        RunningProjector.start(database, "projector", new Calendar(UTC, DayOfWeek.MONDAY))
            .awaitReady()) {
      int next = history.size() / 4;
      BrokerLog.publish(history.subList(0, next));
      projector.ask("rebuild-start", "{\"reason\": \"to be left behind\"}");
      watched.awaitState(2, "following");
      watched.awaitFolded(next, 2);
      database.execute("update tidemark.generation set code = 'booking:0' where generation = 2");
      while (watched.foldedInto(2) == next) { // until it is seen that it is another release's
        BrokerLog.publish(history.subList(next, next + AT_ONCE));
        next += AT_ONCE;
        watched.awaitFolded(next, 1);
        Thread.sleep(500);
      }

      CompletableFuture<Void> switching =
          run(
              () ->
                  assertThat(projector.refused("rebuild-switch", "{}").code())
                      .isEqualTo("not-caught-up"));
      Thread.sleep(500); // it waits by now
      BrokerLog.publish(history.subList(next, next + AT_ONCE));
      watched.awaitFolded(next + AT_ONCE, 1);
      assertThat(switching).isNotDone();
      switching.join();
      assertThat(watched.serving()).isOne();
    }
  }

  private interface Step {
    void run() throws Exception;
  }

  private static CompletableFuture<Void> run(Step step) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            step.run();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private void publishSlowly(int from) throws Exception {
    try (var producer = BrokerLog.producer()) {
      for (int next = from; next < history.size(); next += AT_ONCE) {
        BrokerLog.publish(
            history.subList(next, Math.min(history.size(), next + AT_ONCE)), producer);
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }

  /** As a reader does: which generation serves, and its figures, in one snapshot. */
  private void readUntil(AtomicBoolean over) throws SQLException {
    long last = 0;
    try (Connection connection = database.dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      while (!over.get()) {
        String schema;
        try (ResultSet rows =
            statement.executeQuery(
                "select schema_name from tidemark.generation where state = 'serving'")) {
          assertThat(rows.next()).as("one serves, whenever one looks").isTrue();
          schema = rows.getString(1);
        }
        try (ResultSet rows =
            statement.executeQuery(
                "select coalesce(sum(bookings), 0) from %s.bookings_by_status where grain = 'all'"
                    .formatted(schema))) {
          rows.next();
          assertThat(rows.getLong(1)).as("bookings in " + schema).isGreaterThanOrEqualTo(last);
          last = rows.getLong(1);
        }
        connection.rollback();
      }
    }
  }
}
