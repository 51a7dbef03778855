package io.tidemark.projection.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.events.Received;
import io.tidemark.events.complaint.ComplaintEvent;
import io.tidemark.events.complaint.Priority;
import io.tidemark.testkit.oracle.History;
import io.tidemark.testkit.oracle.Oracle;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Whoever believes to own a partition: what is stored counts each event once. */
final class OwnershipTest {

  private final ProjectionDatabase database = new ProjectionDatabase();
  private final List<Received> history = History.of(11, 120);
  private final List<ConsumerRecord<byte[], byte[]>> records = database.records(history);

  @Test
  void a_zombie_writes_nothing_and_is_told_where_to_go_on() throws Exception {
    int third = records.size() / 3;
    try (Projector zombie = database.assigned(1_000);
        Projector heir = database.assigned(1_000)) {
      assertThat(zombie.accept(records.subList(0, third), false)).isNull();
      heir.assign(database.positions());
      assertThat(heir.accept(records.subList(third, 2 * third), false)).isNull();

      var seek = zombie.accept(records.subList(third, 2 * third), false);

      assertThat(seek).isEqualTo(database.positions());
      assertThat(zombie.accept(records.subList(2 * third, records.size()), false)).isNull();
    }
    assertExact();
  }

  @Test
  void a_zombie_whose_batch_was_merged_on_top_of_a_failed_one_forgets_both() throws Exception {
    int third = records.size() / 3;
    try (Projector zombie = database.assigned(1_000);
        Projector heir = database.assigned(1_000)) {
      heir.accept(records.subList(0, 10), false);
      assertThat(zombie.accept(records.subList(0, third), true)).isNull();
      var seek = zombie.accept(records.subList(third, records.size()), true);
      seek = requireNonNull(seek == null ? zombie.idle() : seek);
      assertThat(zombie.accept(ProjectionDatabase.from(seek, records), false)).isNull();
    }
    assertExact();
  }

  @Test
  void an_entity_that_moved_to_a_partition_of_another_owner_is_not_written_over() throws Exception {
    Received opened =
        complaint(
            "opened",
            0,
            new ComplaintEvent.Opened(Priority.HIGH, null, null, null, null, null, null));
    Received closed = complaint("closed", 5, new ComplaintEvent.Closed(null));
    Received started = complaint("started", 3, new ComplaintEvent.Started(null));
    try (Projector first = database.assigned(1_000);
        Projector second = database.assigned(1_000)) {
      own(first, 0);
      own(second, 1);
      assertThat(first.accept(List.of(inPartition(0, 0, opened)), false)).isNull();
      // refused, as the row is another's; read again, it is merged into what is stored
      var again = inPartition(1, 0, closed);
      assertThat(second.accept(List.of(again), false))
          .containsEntry(new TopicPartition("tidemark.complaints", 1), position(0));
      assertThat(second.accept(List.of(again), false)).isNull();
      var onTop = inPartition(0, 1, started);
      assertThat(first.accept(List.of(onTop), false))
          .containsEntry(new TopicPartition("tidemark.complaints", 0), position(1));
      assertThat(first.accept(List.of(onTop), false)).isNull();
    }
    assertThat(database.cells())
        .isEqualTo(Oracle.cells(List.of(opened, closed, started), database.calendar.zone()));
    assertThat(database.verify().differences()).isEmpty();
  }

  @Test
  void connections_that_break_all_the_time_lose_nothing_and_count_nothing_twice() throws Exception {
    Thread saboteur = Thread.ofVirtual().start(this::breakConnections);
    try (Projector projector = database.assigned(1_000)) {
      for (int from = 0; from < records.size(); from += 20) {
        int to = Math.min(records.size(), from + 20);
        assertThat(projector.accept(records.subList(from, to), true)).isNull();
      }
      assertThat(projector.idle()).isNull();
    } finally {
      saboteur.interrupt();
      saboteur.join();
    }
    assertExact();
  }

  private void breakConnections() {
    String kill =
        """
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'
        """;
    try {
      while (!Thread.interrupted()) {
        database.execute(kill);
        Thread.sleep(Duration.ofMillis(100)); // so that most transactions come to their end
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_new_sla_policy_holds_for_what_is_opened_after_it() throws Exception {
    List<Received> before = List.of(complaint("old", "c1", 0), complaint("new", "c2", 100));
    List<Received> after = List.of(complaint("later", "c3", 101));
    try (Projector projector = database.assigned(1_000)) {
      projector.accept(database.records(before.subList(0, 1)), false);
      Instant validFrom = before.get(1).envelope().time();
      try (Connection connection = database.dataSource.getConnection();
          var statement = connection.createStatement()) {
        statement.execute(
            """
            insert into tidemark.parameter values ('sla.resolution.high', '%s', 'PT1H');
            update tidemark.parameter_version set version = version + 1
            """
                .formatted(validFrom));
      }
      // batches made with the old policy are refused and made again
      // a batch made with the old policy is refused, and made again when it is read again
      var refused = database.records(before.subList(1, 2));
      assertThat(projector.accept(refused, false)).isNotNull();
      assertThat(projector.accept(refused, false)).isNull();
      projector.accept(database.records(after), false);
    }
    List<Instant> due = new ArrayList<>();
    database.query(
        """
        select due from readmodel.complaints_due
        where grain = 'all' and slot = 'second' order by due
        """,
        rows -> due.add(rows.getTimestamp(1).toInstant()));
    assertThat(due)
        .containsExactly(
            before.get(0).envelope().time().plus(Duration.ofHours(24)),
            before.get(1).envelope().time().plus(Duration.ofHours(1)),
            after.getFirst().envelope().time().plus(Duration.ofHours(1)));
    assertThat(database.verify().differences()).isEmpty();
  }

  private static Received complaint(String id, String subject, int hours) {
    return History.event(
        id,
        subject,
        Instant.parse("2026-11-01T00:00:00Z").plus(Duration.ofHours(hours)),
        0,
        new ComplaintEvent.Opened(Priority.HIGH, null, null, null, null, null, null));
  }

  private static Received complaint(String id, int minutes, ComplaintEvent event) {
    Instant time = Instant.parse("2026-11-01T00:00:00Z").plus(Duration.ofMinutes(minutes));
    return History.event(id, "moved", time, 0, event);
  }

  private void own(Projector projector, int partition) throws Exception {
    TopicPartition owned = new TopicPartition("tidemark.complaints", partition);
    projector.assign(Map.of(owned, requireNonNull(database.positions().get(owned))));
  }

  private ConsumerRecord<byte[], byte[]> inPartition(int partition, long offset, Received event) {
    ConsumerRecord<byte[], byte[]> record = database.records(List.of(event)).getFirst();
    var moved =
        new ConsumerRecord<>(record.topic(), partition, offset, record.key(), record.value());
    record.headers().forEach(moved.headers()::add);
    return moved;
  }

  private static Position position(long next) {
    return new Position("id-of-tidemark.complaints", next);
  }

  private void assertExact() throws Exception {
    var expected = Oracle.cells(history, database.calendar.zone());
    assertThat(database.cells().keySet()).isEqualTo(expected.keySet());
    assertThat(database.verify().differences()).isEmpty();
    List<Long> entities = new ArrayList<>();
    database.query(
        "select sum(bookings) from readmodel.bookings_by_status where grain = 'all'",
        rows -> entities.add(rows.getLong(1)));
    assertThat(entities)
        .containsExactly(
            history.stream()
                .filter(e -> e.event().creates())
                .filter(e -> e.envelope().subject().startsWith("b"))
                .count());
  }
}
