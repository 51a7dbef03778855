package io.tidemark.projection.imports;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.events.Received;
import io.tidemark.events.provider.GoalEvent;
import io.tidemark.events.provider.LocationEvent;
import io.tidemark.events.provider.ProductionEvent.Recorded;
import io.tidemark.events.provider.ProductionKind;
import io.tidemark.events.provider.ProviderEvent;
import io.tidemark.testkit.reference.DemoFile;
import io.tidemark.testkit.reference.TaxiReference;
import io.tidemark.testkit.reference.TaxiReference.Sums;
import io.tidemark.testkit.reference.TaxiReference.Trip;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * All of the taxis' trips through the mapping, against published figures and against the rows read
 * by other code.
 */
class DemoProductionTest {

  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

  private static final TaxiReference reference = TaxiReference.read();
  private static final CollectingSink sink = new CollectingSink();
  private static final Map<String, Recorded> entries = new HashMap<>();
  private static ImportReport report = importing(sink, null);
  private static JsonNode expected = JsonMapper.shared().nullNode();

  @BeforeAll
  static void read_the_published_figures_and_the_entries() throws Exception {
    try (InputStream json = DemoFile.expected("nyc_taxi_2019")) {
      expected = JsonMapper.shared().readTree(json).path("expected");
    }
    for (Received received : sink.received()) {
      if (received.event() instanceof Recorded entry) {
        entries.put(received.envelope().subject(), entry);
      }
    }
  }

  @Test
  void every_row_is_an_entry_whatever_ends_its_line() {
    assertThat(report.rows()).isEqualTo(expected.path("rows").asLong());
    assertThat(report.rejected()).isZero();
    assertThat(report.byType())
        .containsEntry("production.recorded", expected.path("rows").asLong());
    assertThat(entries).hasSize(expected.path("rows").asInt());
    Set<String> ids = new HashSet<>();
    sink.envelopes().forEach(envelope -> ids.add(envelope.id()));
    assertThat(ids).hasSize((int) report.events());
  }

  @Test
  void each_entry_is_the_row_s() {
    assertThat(reference.trips())
        .allSatisfy(
            trip -> {
              Recorded entry = requireNonNull(entries.get("trip-" + trip.row()));
              assertThat(entry)
                  .isEqualTo(
                      new Recorded(
                          trip.provider(),
                          trip.location(),
                          trip.day(),
                          trip.cash() ? ProductionKind.HYGIENE : ProductionKind.DENTIST,
                          entry.gross(),
                          null,
                          null));
              assertThat(cents(entry.gross())).isEqualTo(trip.cents());
            });
  }

  @Test
  void days_months_and_vendors_are_the_published_ones() {
    assertPublished("by_pickup_day", Trip::day, entry -> entry.date().toString());
    assertPublished("by_pickup_month", Trip::month, entry -> month(entry));
    assertPublished("by_vendor", Trip::vendor, entry -> vendor(entry));
    assertPublished(
        "by_month_vendor",
        trip -> trip.month() + "|" + trip.vendor(),
        entry -> month(entry) + "|" + vendor(entry));
    JsonNode cash = expected.path("by_payment_type").path("2");
    assertThat(folded(entry -> entry.kind().name()))
        .as("the made-up kind")
        .containsEntry(
            "HYGIENE", new Sums(cash.path("trips").asLong(), cash.path("total_cents").asLong()));
  }

  @Test
  void days_of_zones_are_the_published_ones() {
    Map<String, Sums> zoneDays =
        folded(entry -> entry.date() + "|" + entry.locationId().substring("zone-".length()));
    assertThat(zoneDays)
        .isEqualTo(reference.sums(trip -> trip.day() + "|" + trip.zone()))
        .hasSize(expected.path("distinct_zone_days").asInt());
    for (JsonNode top : expected.path("top10_zone_days_by_total_cents")) {
      assertThat(zoneDays)
          .containsEntry(
              top.path(0).asString(), new Sums(top.path(1).asLong(), top.path(2).asLong()));
    }
  }

  @Test
  void a_negative_row_is_an_entry_that_takes_away_and_a_blank_vendor_is_a_provider_too() {
    JsonNode anomalies = expected.path("anomalies");
    assertThat(entries.values().stream().filter(entry -> entry.gross().signum() < 0))
        .hasSize(anomalies.path("total_negative").asInt());
    assertThat(entries.values().stream().filter(e -> e.providerId().equals("vendor-unknown")))
        .hasSize(anomalies.path("vendor_blank").asInt());
    // line 3951 of the file, the first being its header
    assertThat(entries.get("trip-3950"))
        .extracting(Recorded::gross)
        .isEqualTo(new BigDecimal("3004.8"));
  }

  @Test
  void a_trip_counts_on_the_day_on_which_it_began_be_it_years_ago() {
    // line 75362: it began on New Year's Eve of 2008
    assertThat(entries.get("trip-75361"))
        .extracting(Recorded::date)
        .isEqualTo(LocalDate.of(2008, 12, 31));
  }

  @Test
  void providers_and_zones_are_registered_and_goals_say_that_they_are_made_up() {
    Set<String> providers = new TreeSet<>();
    Set<String> locations = new TreeSet<>();
    Set<String> goals = new TreeSet<>();
    for (Received received : sink.received()) {
      String subject = received.envelope().subject();
      switch (received.event()) {
        case ProviderEvent.Registered _ -> providers.add(subject);
        case LocationEvent.Registered _ -> locations.add(subject);
        case GoalEvent _ -> goals.add(subject);
        default -> {}
      }
    }
    assertThat(providers).isEqualTo(reference.sums(Trip::provider).keySet());
    assertThat(locations).isEqualTo(reference.sums(Trip::location).keySet()).hasSize(232);
    assertThat(goals).hasSize(9).allMatch(goal -> goal.startsWith("synthetic-goal-"));
    assertThat(report.byType()).containsEntry("goal.set", 11L).containsEntry("goal.cleared", 1L);
  }

  @Test
  void shifted_to_now_all_of_a_day_stays_on_one_day_of_the_same_name() {
    CollectingSink shifted = new CollectingSink();
    ImportReport shift = importing(shifted, NOW);
    Duration by = shift.shift();
    assertThat(by.toDays() % 7).isZero();
    Map<LocalDate, Integer> days = new TreeMap<>();
    for (Received received : shifted.received()) {
      if (received.event() instanceof Recorded entry) {
        assertThat(received.envelope().time().atOffset(ZoneOffset.UTC).toLocalDate())
            .isEqualTo(entry.date());
        days.merge(entry.date(), 1, Integer::sum);
      }
    }
    LocalDate last = LocalDate.of(2026, 11, 20);
    assertThat(days.keySet()).contains(last).allMatch(day -> !day.isAfter(last));
    assertThat(days.get(last.minusDays(1)))
        .isEqualTo(
            expected
                .path("by_pickup_day")
                .path(last.minusDays(1 + by.toDays()).toString())
                .path("trips")
                .asInt());
  }

  private static void assertPublished(
      String figure, Function<Trip, Object> ofRow, Function<Recorded, String> ofEntry) {
    Map<String, Sums> published = new TreeMap<>();
    for (var cell : expected.path(figure).properties()) {
      published.put(
          cell.getKey(),
          new Sums(
              cell.getValue().path("trips").asLong(),
              cell.getValue().path("total_cents").asLong()));
    }
    assertThat(folded(ofEntry))
        .as(figure)
        .isNotEmpty()
        .isEqualTo(published)
        .isEqualTo(reference.sums(trip -> ofRow.apply(trip).toString()));
  }

  private static String month(Recorded entry) {
    return entry.date().toString().substring(0, 7);
  }

  private static String vendor(Recorded entry) {
    String vendor = entry.providerId().substring("vendor-".length());
    return vendor.equals("unknown") ? "" : vendor;
  }

  private static Map<String, Sums> folded(Function<Recorded, String> key) {
    Map<String, Sums> sums = new TreeMap<>();
    for (Recorded entry : entries.values()) {
      sums.merge(
          key.apply(entry),
          new Sums(1, cents(entry.gross())),
          (a, b) -> new Sums(a.trips() + b.trips(), a.cents() + b.cents()));
    }
    return sums;
  }

  private static long cents(BigDecimal amount) {
    return amount.movePointRight(2).longValueExact();
  }

  private static ImportReport importing(Sink sink, @Nullable Instant shiftTo) {
    try {
      return Import.run(
          ImportRequest.of(
                  Mapping.named("nyc_taxi_2019"), List.of(Source.file(DemoFile.nycTaxi())), NOW)
              .rejectsTo(Path.of("target", "nyc_taxi_2019.rejects.csv"))
              .shiftedTo(shiftTo),
          sink,
          _ -> {});
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
