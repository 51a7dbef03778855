package io.tidemark.projection.engine;

import static io.tidemark.projection.engine.TooLarge.bookings;
import static io.tidemark.projection.engine.TooLarge.count;
import static io.tidemark.projection.engine.TooLarge.created;
import static io.tidemark.projection.engine.TooLarge.letters;
import static io.tidemark.projection.engine.TooLarge.retry;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.events.Received;
import io.tidemark.events.booking.BookingEvent;
import io.tidemark.testkit.oracle.History;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Those who may fold a letter, and those who may not: each counts once, whoever tries. */
final class ContestedLettersTest {

  @Test
  void letters_are_folded_by_the_owner_of_their_partition_and_nobody_else() throws Exception {
    ProjectionDatabase database = letters(40);
    for (int partition = 0; partition < ProjectionDatabase.PARTITIONS; partition++) {
      try (Projector projector = database.projector(1_000)) {
        TopicPartition owned = new TopicPartition("tidemark.bookings", partition);
        projector.assign(Map.of(owned, requireNonNull(database.positions().get(owned))));
        retry(database, projector);
        assertThat(count(database, "state <> 'retrying' and partition > " + partition)).isZero();
        assertThat(count(database, "state = 'retrying' and partition = " + partition)).isZero();
      }
    }
    assertThat(count(database, "state = 'folded'")).isEqualTo(40);
  }

  @Test
  void a_zombie_whose_partitions_went_on_without_it_folds_nothing() throws Exception {
    ProjectionDatabase database = letters(40);
    Received more = created("b-more", "1", "x");
    try (Projector zombie = database.assigned(1_000);
        Projector owner = database.assigned(1_000)) {
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        records.addAll(database.records(List.of(created("more" + i, "1", "x"))));
      }
      owner.accept(records, false);
      assertThat(zombie.retry(database.partitions())).as("it has to look where it is").isNotNull();
      assertThat(count(database, "state = 'retrying'")).isEqualTo(40);
      retry(database, owner);
      assertThat(owner.accept(database.records(List.of(more)), false)).isNull();
    }
    assertThat(count(database, "state = 'folded'")).isEqualTo(40);
    assertThat(bookings(database)).isEqualTo(61);
    assertThat(database.verify().differences()).isEmpty();
  }

  @Test
  void a_zombie_whose_partitions_have_not_gone_on_yet_folds_each_letter_once_at_most()
      throws Exception {
    ProjectionDatabase database = letters(40);
    List<ConsumerRecord<byte[], byte[]>> again = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      again.addAll(
          database.records(
              List.of(
                  History.event(
                      "confirmed" + i,
                      "b" + i,
                      Instant.parse("2026-11-02T00:00:00Z"),
                      0,
                      new BookingEvent.Confirmed()))));
    }
    try (Projector zombie = database.assigned(1_000);
        Projector owner = database.assigned(1_000)) {
      retry(database, zombie);
      retry(database, owner);
      // the owner does not know these bookings, which are stored
      List<ConsumerRecord<byte[], byte[]>> rest = again;
      var seek = owner.accept(rest, false);
      while (seek != null) {
        rest = ProjectionDatabase.from(seek, again);
        seek = rest.isEmpty() ? null : owner.accept(rest, false);
      }
    }
    assertThat(count(database, "state = 'folded' and attempts = 2")).isEqualTo(40);
    assertThat(bookings(database)).isEqualTo(40);
    assertThat(database.verify().differences()).isEmpty();
  }

  @Test
  void a_letter_that_is_discarded_at_the_last_moment_does_not_count() throws Exception {
    ProjectionDatabase database = letters(3);
    try (Projector projector = database.assigned(1_000);
        Connection operator = database.dataSource.getConnection();
        Statement statement = operator.createStatement()) {
      operator.setAutoCommit(false);
      statement.executeUpdate("update tidemark.dead_letter set state = 'discarded' where id = 2");
      Thread committing =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      awaitLock(database);
                      operator.commit();
                    } catch (SQLException | InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                  });
      retry(database, projector); // it waits for the operator's row, and folds the others anew
      committing.join();
    }
    assertThat(count(database, "state = 'folded'")).isEqualTo(2);
    assertThat(count(database, "state = 'discarded' and attempts = 1")).isEqualTo(1);
    assertThat(bookings(database)).isEqualTo(2);
  }

  private static void awaitLock(ProjectionDatabase database)
      throws SQLException, InterruptedException {
    List<Boolean> waits = new ArrayList<>();
    while (waits.isEmpty()) {
      Thread.sleep(20);
      database.query(
          "select true from pg_stat_activity where datname = current_database()"
              + " and wait_event_type = 'Lock'",
          rows -> waits.add(rows.getBoolean(1)));
    }
  }

  @Test
  void connections_that_break_all_the_time_lose_no_letter_and_count_none_twice() throws Exception {
    ProjectionDatabase database = letters(3_000);
    Thread saboteur = Thread.ofVirtual().start(() -> breakConnections(database));
    try (Projector projector = database.assigned(10_000)) {
      while (count(database, "state = 'retrying'") > 0) {
        projector.retry(database.partitions());
      }
    } finally {
      saboteur.interrupt();
      saboteur.join();
    }
    assertThat(count(database, "state = 'folded'")).isEqualTo(3_000);
    assertThat(bookings(database)).isEqualTo(3_000);
    assertThat(database.verify().differences()).isEmpty();
  }

  private static void breakConnections(ProjectionDatabase database) {
    String kill =
        """
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'
          and query not like '%count(*)%'
        """;
    try {
      while (!Thread.interrupted()) {
        database.execute(kill);
        Thread.sleep(Duration.ofMillis(50));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
