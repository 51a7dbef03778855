package io.tidemark.projection.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.events.InvalidEvent.Kind;
import io.tidemark.events.Received;
import io.tidemark.events.booking.BookingEvent;
import io.tidemark.projection.ReadModel;
import io.tidemark.projection.calling.LeadProjection;
import io.tidemark.projection.deadletter.DeadLetter;
import io.tidemark.projection.deadletter.DeadLetterRequests;
import io.tidemark.projection.deadletter.DeadLetters;
import io.tidemark.projection.deadletter.WaitingLetters;
import io.tidemark.projection.request.Request;
import io.tidemark.testkit.oracle.History;
import io.tidemark.testkit.oracle.Oracle;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** What was no event and is one now counts as if it had come in time. */
final class RetryTest {

  /** About half of the records of a history are larger. */
  private static final int SMALL = 50;

  private static final int LARGE = 1 << 20;

  /** Records too large for one projector are letters, which another one folds later. */
  @ParameterizedTest(name = "seed {0}, memory for {1} entities, zone {2}")
  @CsvSource({
    "1, 1000000, UTC",
    "2, 1000000, America/St_Johns",
    "3, 0, UTC",
    "4, 50, Pacific/Apia",
    "5, 700, UTC"
  })
  void whatever_came_in_time_and_whatever_later_the_cells_are_those_of_the_oracle(
      long seed, int memoryEntities, ZoneId zone) throws Exception {
    Random random = new Random(seed);
    List<Received> history = History.of(seed, 150);
    List<Received> delivered = new ArrayList<>(history);
    for (int i = 0; i < history.size() / 5; i++) {
      delivered.add(history.get(random.nextInt(history.size())));
    }
    Collections.shuffle(delivered, random);
    ProjectionDatabase database = new ProjectionDatabase(zone);
    List<ConsumerRecord<byte[], byte[]>> records = database.records(delivered);
    for (int from = 0; from < records.size(); ) {
      int to = Math.min(records.size(), from + 1 + random.nextInt(records.size() / 5));
      try (Projector projector =
          database.assigned(memoryEntities, random.nextInt(3) > 0 ? SMALL : LARGE)) {
        assertThat(projector.accept(records.subList(from, to), random.nextBoolean())).isNull();
        database.execute(
            "update tidemark.dead_letter set state = 'retrying' where state = 'open' and id % 3 = "
                + random.nextInt(3));
        retry(database, projector);
        assertThat(projector.idle()).isNull();
      }
      from = to;
    }
    assertThat(count(database, "attempts >= 1")).isGreaterThan(history.size() / 4);
    assertThat(count(database, "state = 'folded'")).isPositive();
    assertThat(count(database, "state = 'open' and attempts > 1")).isPositive();
    retryAll(database);
    try (Projector projector = database.assigned(memoryEntities, LARGE)) {
      retry(database, projector);
    }
    assertThat(count(database, "state <> 'folded'")).isZero();
    assertThat(database.cells()).isEqualTo(Oracle.cells(history, zone));
    assertThat(database.verify().differences()).isEmpty();
  }

  @Test
  void a_release_that_learns_a_type_picks_its_letters_up_by_one_command() throws Exception {
    List<Received> history = History.of(11, 100);
    Projections old =
        Projections.of(
            ReadModel.projections().all().stream()
                .filter(projection -> !(projection instanceof LeadProjection))
                .toArray(Projection<?, ?>[]::new));
    ProjectionDatabase database = new ProjectionDatabase(ZoneOffset.UTC);
    try (Projector before = database.assigned(old, 100_000, LARGE)) {
      before.accept(database.records(history), false);
    }
    int leads =
        (int)
            history.stream()
                .filter(event -> event.envelope().type().startsWith("io.tidemark.lead."))
                .count();
    assertThat(leads).isGreaterThan(20);
    assertThat(count(database, "state = 'open' and kind = 'unknown-type'")).isEqualTo(leads);
    for (String type : List.of("io.tidemark.lead.scored", "io.tidemark.lead.converted")) {
      new DeadLetterRequests(database.dataSource)
          .handle(
              new Request(
                  UUID.randomUUID(),
                  "dead-letters-retry",
                  JsonMapper.shared().createObjectNode().put("type", type),
                  "operator"));
    }
    assertThat(count(database, "state = 'retrying'")).isEqualTo(leads);
    try (Projector after = database.assigned(100_000)) {
      retry(database, after);
    }
    assertThat(count(database, "state = 'folded' and attempts = 2")).isEqualTo(leads);
    assertThat(database.cells()).isEqualTo(Oracle.cells(history, ZoneOffset.UTC));
    assertThat(database.verify().differences()).isEmpty();
  }

  @Test
  void what_is_still_no_event_is_open_again_with_the_reason_of_now() throws Exception {
    ProjectionDatabase database = new ProjectionDatabase();
    try (Projector projector = database.assigned(1_000, SMALL)) {
      projector.accept(
          database.records(List.of(created("b1", "1", "a long text".repeat(9)))), false);
    }
    database.execute(
        """
        update tidemark.dead_letter
        set state = 'retrying', record_value = convert_to(repeat(' ', 60) || '{"amount":"much"}', 'UTF8')
        """);
    try (Projector projector = database.assigned(1_000, LARGE)) {
      retry(database, projector);
    }
    assertThat(count(database, "state = 'open' and attempts = 2 and kind = 'invalid-payload'"))
        .isEqualTo(1);
    assertThat(count(database, "reason like '%amount%' and resolved_at is null")).isEqualTo(1);
    assertThat(
            database
                .meters
                .get("tidemark.dead.letters.retried")
                .tag("outcome", "failed")
                .counter()
                .count())
        .isEqualTo(1);
  }

  @Test
  void what_cannot_be_stored_is_found_among_those_that_can() throws Exception {
    ProjectionDatabase database = new ProjectionDatabase();
    List<Received> events = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      events.add(created("b" + i, i == 17 ? "999999999" : "12.5", "a long text".repeat(9)));
    }
    try (Projector projector = database.assigned(1_000, SMALL)) {
      projector.accept(database.records(events), false);
    }
    assertThat(count(database, "kind = 'too-large'")).isEqualTo(40);
    database.execute(
        "alter table readmodel.bookings_by_status alter column amount type numeric(12, 4)");
    retryAll(database);
    try (Projector projector = database.assigned(1_000, LARGE)) {
      retry(database, projector);
      assertThat(count(database, "state = 'folded'")).isEqualTo(39);
      assertThat(count(database, "state = 'open' and kind = 'not-storable'")).isEqualTo(1);
      database.execute(
          "alter table readmodel.bookings_by_status alter column amount type numeric(19, 4)");
      retryAll(database);
      retry(database, projector);
    }
    assertThat(count(database, "state = 'folded'")).isEqualTo(40);
    assertThat(database.cells()).isEqualTo(Oracle.cells(events, ZoneOffset.UTC));
  }

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

  @Test
  void what_was_discarded_in_one_generation_is_so_in_the_next_from_the_start() throws Exception {
    ProjectionDatabase database = letters(2);
    try (Connection connection = database.dataSource.getConnection()) {
      List<DeadLetter> met =
          WaitingLetters.take(connection, 1, database.partitions(), 10, LARGE).stream()
              .map(letter -> letter(letter.record()))
              .toList();
      database.execute(
          """
          update tidemark.dead_letter set state = 'discarded', note = 'sent by mistake',
            resolved_by = 's1', resolved_at = now() where id = 1;
          insert into tidemark.generation (generation, schema_name, state, reason, requested_by)
          values (2, 'readmodel_2', 'filling', 'test', 'test');
          """);
      DeadLetters.insert(connection, 2, met);
    }
    assertThat(count(database, "generation = 2 and state = 'open' and note is null")).isEqualTo(1);
    assertThat(
            count(
                database,
                "generation = 2 and state = 'discarded' and note = 'sent by mistake'"
                    + " and resolved_by = 's1' and resolved_at is not null"))
        .isEqualTo(1);
  }

  private static DeadLetter letter(ConsumerRecord<byte[], byte[]> record) {
    return new DeadLetter(record, "id-of-" + record.topic(), Kind.TOO_LARGE, "again");
  }

  /** So many bookings that were too large, and wait to be folded. */
  private static ProjectionDatabase letters(int count) throws Exception {
    ProjectionDatabase database = new ProjectionDatabase();
    List<Received> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(created("b" + i, "1", "a long text".repeat(9)));
    }
    try (Projector projector = database.assigned(1_000, SMALL)) {
      projector.accept(database.records(events), false);
    }
    assertThat(count(database, "kind = 'too-large'")).isEqualTo(count);
    retryAll(database);
    return database;
  }

  private static Received created(String id, String amount, String text) {
    return History.event(
        "created-" + id,
        id,
        Instant.parse("2026-11-01T00:00:00Z"),
        0,
        new BookingEvent.Created(new BigDecimal(amount), null, text, null, null, null, null));
  }

  /** As often as it takes: events come in between. */
  private static void retry(ProjectionDatabase database, Projector projector) throws SQLException {
    for (int waiting = -1; waiting != count(database, "state = 'retrying'"); ) {
      waiting = count(database, "state = 'retrying'");
      assertThat(projector.retry(database.partitions())).isNull();
    }
  }

  private static void retryAll(ProjectionDatabase database) throws SQLException {
    database.execute(
        "update tidemark.dead_letter set state = 'retrying' where state in ('open', 'retrying')");
  }

  private static int count(ProjectionDatabase database, String where) throws SQLException {
    return number(database, "select count(*) from tidemark.dead_letter where " + where);
  }

  private static int bookings(ProjectionDatabase database) throws SQLException {
    return number(
        database,
        "select coalesce(sum(bookings), 0) from readmodel.bookings_by_status where grain = 'all'");
  }

  private static int number(ProjectionDatabase database, String query) throws SQLException {
    List<Integer> numbers = new ArrayList<>();
    database.query(query, rows -> numbers.add(rows.getInt(1)));
    return numbers.getFirst();
  }
}
