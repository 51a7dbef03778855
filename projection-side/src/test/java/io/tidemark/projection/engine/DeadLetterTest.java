package io.tidemark.projection.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.events.Received;
import io.tidemark.events.booking.BookingEvent;
import io.tidemark.testkit.oracle.History;
import io.tidemark.testkit.oracle.Oracle;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is no event is kept with its reason and its bytes, and the rest of its batch counts. */
final class DeadLetterTest {

  private static final String BOOKINGS = "tidemark.bookings";

  private final ProjectionDatabase database = new ProjectionDatabase();
  private Projector projector;

  @BeforeEach
  void start() throws Exception {
    projector = database.assigned(1_000);
  }

  @AfterEach
  void stop() {
    projector.close();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          unknown-type     | io.tidemark.booking.teleported | b1 | 2026-11-01T00:00:00Z | {"amount":1}                  | type: unknown: "io.tidemark.booking.teleported"
          wrong-currency   | io.tidemark.booking.created    | b1 | 2026-11-01T00:00:00Z | {"amount":1,"currency":"USD"} | USD
          time-ahead       | io.tidemark.booking.created    | b1 | 2026-11-22T00:00:00Z | {"amount":1}                  | time: 2026-11-22T00:00:00Z is more than PT24H ahead
          invalid-envelope | io.tidemark.booking.created    | -  | 2026-11-01T00:00:00Z | {"amount":1}                  | subject
          invalid-payload  | io.tidemark.booking.created    | b1 | 2026-11-01T00:00:00Z | {"amount":1                   | JSON
          invalid-payload  | io.tidemark.booking.created    | b1 | 2026-11-01T00:00:00Z | {"amount":NaN}                | JSON
          invalid-payload  | io.tidemark.booking.created    | b1 | 2026-11-01T00:00:00Z | {"amount":"much"}             | amount
          invalid-payload  | io.tidemark.booking.created    | b1 | 2026-11-01T00:00:00Z | {}                            | amount
          invalid-envelope | io.tidemark.complaint.closed   | b1 | 2026-11-01T00:00:00Z | {}                            | belongs on topic tidemark.complaints
          """)
  void a_bad_record_is_kept_and_the_rest_counts(
      String kind,
      String type,
      @Nullable String subject,
      String time,
      String payload,
      String reason)
      throws Exception {
    byte @Nullable [] key = subject == null ? null : subject.getBytes(UTF_8);
    RecordHeaders headers = headers("bad", type, time);
    check(database.record(BOOKINGS, key, headers, payload.getBytes(UTF_8)), kind, reason);
  }

  @Test
  void a_record_of_20_MB_is_kept_whole() throws Exception {
    byte[] value = new byte[20 << 20];
    RecordHeaders headers = headers("large", "io.tidemark.booking.created", "2026-11-01T00:00:00Z");
    check(
        database.record(BOOKINGS, "b1".getBytes(UTF_8), headers, value),
        "too-large",
        "20971522 bytes");
  }

  @Test
  void a_record_without_key_headers_and_value_is_kept() throws Exception {
    check(database.record(BOOKINGS, null, new RecordHeaders(), null), "invalid-envelope", "");
  }

  @Test
  void an_amount_that_no_cell_can_hold_is_found_by_splitting_its_batch() throws Exception {
    database.execute(
        """
        alter table readmodel.bookings_by_status alter column amount type numeric(12, 4)
        """);
    Received tooMuch =
        History.event(
            "e",
            "huge",
            Instant.parse("2026-11-01T00:00:00Z"),
            0,
            new BookingEvent.Created(
                new BigDecimal("999999999"), null, null, null, null, null, null));
    check(database.records(List.of(tooMuch)).getFirst(), "not-storable", "numeric field overflow");
  }

  @Test
  void the_same_record_again_is_the_same_letter() throws Exception {
    var record = database.record(BOOKINGS, null, new RecordHeaders(), new byte[] {1});
    accept(List.of(record));
    database.execute("update tidemark.position set next_offset = 0");
    try (Projector another = database.assigned(1_000)) {
      another.accept(List.of(record), false);
    }
    assertThat(letters()).hasSize(1);
  }

  private void check(ConsumerRecord<byte[], byte[]> bad, String kind, String reason)
      throws Exception {
    List<Received> good = History.of(7, 40);
    int half = good.size() / 2;
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>(List.of(bad));
    records.addAll(database.records(good.subList(0, half)));
    accept(records);
    accept(database.records(good.subList(half, good.size())));

    assertThat(letters()).hasSize(1);
    Map<String, Object> letter = letters().getFirst();
    assertThat(letter.get("kind")).isEqualTo(kind);
    assertThat((String) letter.get("reason")).contains(reason);
    assertThat((byte[]) letter.get("record_key")).isEqualTo(bad.key());
    assertThat((byte[]) letter.get("record_value")).isEqualTo(bad.value());
    assertThat(letter.get("record_offset")).isEqualTo(bad.offset());
    assertThat(database.meters.get("tidemark.dead.letters").tag("kind", kind).counter().count())
        .isEqualTo(1);
    assertThat(database.cells().keySet())
        .isEqualTo(Oracle.cells(good, database.calendar.zone()).keySet());
    assertThat(database.verify().differences()).isEmpty();
  }

  private void accept(List<ConsumerRecord<byte[], byte[]>> records) throws Exception {
    List<ConsumerRecord<byte[], byte[]>> rest = records;
    var seek = projector.accept(rest, false);
    while (seek != null) {
      rest = ProjectionDatabase.from(seek, records);
      seek = rest.isEmpty() ? null : projector.accept(rest, false);
    }
  }

  private List<Map<String, Object>> letters() throws Exception {
    List<Map<String, Object>> letters = new ArrayList<>();
    database.query(
        "select * from tidemark.dead_letter order by id",
        rows -> {
          Map<String, Object> letter = new java.util.HashMap<>();
          for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            letter.put(rows.getMetaData().getColumnName(i), rows.getObject(i));
          }
          letters.add(letter);
        });
    return letters;
  }

  private static RecordHeaders headers(String id, String type, String time) {
    RecordHeaders headers = new RecordHeaders();
    Map.of("ce_specversion", "1.0", "ce_id", id, "ce_source", "/test", "ce_type", type)
        .forEach((name, value) -> headers.add(name, value.getBytes(UTF_8)));
    headers.add("ce_time", time.getBytes(UTF_8));
    return headers;
  }
}
