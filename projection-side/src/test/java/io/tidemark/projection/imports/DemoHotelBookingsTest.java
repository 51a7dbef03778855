package io.tidemark.projection.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testkit.reference.DemoFile;
import io.tidemark.testkit.reference.HotelReference;
import io.tidemark.testkit.reference.HotelReference.Booking;
import io.tidemark.testkit.reference.HotelReference.Sums;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole file through the mapping, against published figures and against its rows read by other
 * code.
 */
class DemoHotelBookingsTest {

  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

  private static HotelReference reference = HotelReference.read();
  private static Folded folded = new Folded();
  private static ImportReport report = importing(folded, null);
  private static JsonNode expected = JsonMapper.shared().nullNode();

  @BeforeAll
  static void read_the_published_figures() throws Exception {
    try (InputStream json = DemoFile.expected("hotel_bookings")) {
      expected = JsonMapper.shared().readTree(json).path("expected");
    }
  }

  @Test
  void every_row_is_a_booking_also_those_equal_to_another() {
    assertThat(report.rows()).isEqualTo(expected.path("rows").asLong());
    assertThat(report.rejected()).isZero();
    assertThat(folded.bookings).hasSize(expected.path("rows").asInt());
    assertThat(folded.ids).hasSize((int) report.events());
  }

  @Test
  void the_events_are_as_many_as_published() {
    JsonNode counts = expected.path("event_counts");
    assertThat(report.events()).isEqualTo(counts.path("total").asLong());
    assertThat(report.byType())
        .containsOnly(
            Map.entry("booking.created", counts.path("booking.created").asLong()),
            Map.entry("booking.started", counts.path("booking.in_progress(check-in)").asLong()),
            Map.entry("booking.completed", counts.path("booking.completed").asLong()),
            Map.entry(
                "booking.cancelled",
                counts.path("booking.cancelled").asLong()
                    + counts.path("booking.no_show").asLong()));
  }

  @Test
  void statuses_and_amounts_are_the_published_ones_and_a_no_show_is_cancelled() {
    JsonNode statuses = expected.path("status_counts");
    JsonNode amounts = expected.path("amount_exact_by_status");
    Sums completed =
        new Sums(statuses.path("completed").asLong(), amounts.path("completed").asDecimal());
    Sums cancelled =
        new Sums(
            statuses.path("cancelled").asLong() + statuses.path("no_show").asLong(),
            amounts.path("cancelled").asDecimal().add(amounts.path("no_show").asDecimal()));
    assertThat(foldedByStatus()).isEqualTo(Map.of("completed", completed, "cancelled", cancelled));
    assertThat(reference.byStatus()).isEqualTo(foldedByStatus());
  }

  @Test
  void each_booking_is_the_row_s() {
    assertThat(reference.bookings()).allMatch(DemoHotelBookingsTest::isFoldedRight);
  }

  private static boolean isFoldedRight(Booking row) {
    Folded.State booking = folded.booking("hotel-" + row.row());
    BigDecimal amount = booking.amount();
    return row.created().atStartOfDay().toInstant(ZoneOffset.UTC).equals(booking.created())
        && row.status().equals(booking.status())
        && amount != null
        && row.amount().compareTo(amount) == 0;
  }

  @Test
  void months_of_creation_are_the_published_ones() {
    Map<String, Long> months = new TreeMap<>();
    reference.byMonth().forEach((month, sums) -> months.put(month, sums.bookings()));
    Map<String, Long> published = new TreeMap<>();
    expected
        .path("created_by_month")
        .properties()
        .forEach(month -> published.put(month.getKey(), month.getValue().asLong()));
    assertThat(months).isEqualTo(published);
  }

  @Test
  void the_negative_rate_stays_a_credit_and_the_largest_one_as_it_is() {
    // lines 14971 and 48517 of the file, the first being its header
    assertThat(amount(14970)).isEqualByComparingTo("-63.80");
    assertThat(amount(48516)).isEqualByComparingTo("5400");
    assertThat(folded.bookings.values().stream().filter(b -> sign(b) < 0)).hasSize(1);
  }

  @Test
  void bookings_made_and_ended_on_one_day_are_ended() {
    JsonNode sameDay = expected.path("anomalies").path("created_same_day_as_terminal");
    List<Booking> rows =
        reference.bookings().stream().filter(row -> row.created().equals(row.ended())).toList();
    assertThat(rows).hasSize(sameDay.asInt());
    assertThat(rows)
        .allMatch(row -> row.status().equals(folded.booking("hotel-" + row.row()).status()));
  }

  @Test
  void as_of_a_date_only_what_had_happened_counts() throws Exception {
    Instant until = Instant.parse("2016-03-31T23:59:59Z");
    Folded then = new Folded();
    ImportReport asOf = importing(then, until);
    Map<String, Sums> sums = byStatus(then);
    assertThat(sums).isEqualTo(reference.byStatusAt(until)).hasSize(4);
    assertThat(asOf.events() + asOf.withheld()).isEqualTo(report.events());
  }

  private static BigDecimal amount(int row) {
    BigDecimal amount = folded.booking("hotel-" + row).amount();
    return amount == null ? BigDecimal.ZERO : amount;
  }

  private static int sign(Folded.State booking) {
    BigDecimal amount = booking.amount();
    return amount == null ? 0 : amount.signum();
  }

  private static Map<String, Sums> foldedByStatus() {
    return byStatus(folded);
  }

  private static Map<String, Sums> byStatus(Folded folded) {
    Map<String, Sums> sums = new HashMap<>();
    for (Folded.State booking : folded.bookings.values()) {
      BigDecimal amount = booking.amount();
      sums.merge(
          String.valueOf(booking.status()),
          new Sums(1, amount == null ? BigDecimal.ZERO : amount),
          (a, b) -> new Sums(a.bookings() + b.bookings(), a.amount().add(b.amount())));
    }
    return sums;
  }

  private static ImportReport importing(Sink sink, @Nullable Instant until) {
    try {
      Source source = Source.file(DemoFile.hotelBookings());
      return Import.run(
          ImportRequest.of(Mapping.named("hotel_bookings"), List.of(source), NOW)
              .rejectsTo(Path.of("target", "hotel_bookings.rejects.csv"))
              .until(until),
          sink,
          _ -> {});
    } catch (IOException | InvalidMapping e) {
      throw new IllegalStateException(e);
    }
  }
}
