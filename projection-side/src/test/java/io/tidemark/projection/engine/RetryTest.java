package io.tidemark.projection.engine;

import static io.tidemark.projection.engine.TooLarge.LARGE;
import static io.tidemark.projection.engine.TooLarge.SMALL;
import static io.tidemark.projection.engine.TooLarge.count;
import static io.tidemark.projection.engine.TooLarge.created;
import static io.tidemark.projection.engine.TooLarge.letters;
import static io.tidemark.projection.engine.TooLarge.retry;
import static io.tidemark.projection.engine.TooLarge.retryAll;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.events.InvalidEvent.Kind;
import io.tidemark.events.Received;
import io.tidemark.projection.ReadModel;
import io.tidemark.projection.calling.LeadProjection;
import io.tidemark.projection.deadletter.DeadLetter;
import io.tidemark.projection.deadletter.DeadLetterRequests;
import io.tidemark.projection.deadletter.DeadLetters;
import io.tidemark.projection.deadletter.WaitingLetters;
import io.tidemark.projection.request.Request;
import io.tidemark.testkit.oracle.History;
import io.tidemark.testkit.oracle.Oracle;
import java.sql.Connection;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** What was no event and is one now counts as if it had come in time. */
final class RetryTest {

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
}
