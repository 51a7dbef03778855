package io.tidemark.standalone;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testkit.reference.DemoFile;
import io.tidemark.testkit.reference.HotelReference;
import io.tidemark.testkit.reference.HotelReference.Sums;
import io.tidemark.testkit.reference.IncidentReference;
import io.tidemark.testkit.reference.IncidentReference.Mean;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The bookings and the incidents, imported at their own times into the real program by the command
 * line: what the API says equals the published reference figures, and what other code computes
 * straight from the files.
 */
final class RealDataTest {

  private static final Instant CUT = Instant.parse("2016-04-30T00:00:00Z");

  @TempDir static Path folder;
  private static @Nullable TidemarkProcess tidemark;
  private static @Nullable TidemarkProcess untilCut;
  private static @Nullable Client api;
  private static @Nullable Client apiUntilCut;

  @BeforeAll
  static void importAll() throws Exception {
    tidemark = TidemarkProcess.start(folder.resolve("all"), false).awaitReady();
    api = new Client(tidemark);
    api.command("events", "import", "--mapping", "hotel_bookings", DemoFile.hotelBookings());
    api.command("events", "import", "--mapping", "incident_event_log", DemoFile.incidentEventLog());
    api.command("lag", "--wait", "PT2M");
    untilCut = TidemarkProcess.start(folder.resolve("until-cut"), false).awaitReady();
    apiUntilCut = new Client(untilCut);
    apiUntilCut.command(
        "events",
        "import",
        "--mapping",
        "incident_event_log",
        "--until",
        CUT,
        DemoFile.incidentEventLog());
    apiUntilCut.command("lag", "--wait", "PT2M");
  }

  @AfterAll
  static void stop() {
    for (TidemarkProcess process : new TidemarkProcess[] {tidemark, untilCut}) {
      if (process != null) {
        process.close();
      }
    }
  }

  private static Client api() {
    return requireNonNull(api);
  }

  @Test
  void bookings_by_status_and_their_amounts_are_the_published_ones() throws Exception {
    JsonNode expected = expected("hotel_bookings");
    JsonNode counts = expected.at("/status_counts");
    JsonNode amounts = expected.at("/amount_exact_by_status");
    JsonNode metrics = api().metrics("");

    assertThat(metrics.at("/bookings/total").asLong()).isEqualTo(expected.at("/rows").asLong());
    assertThat(metrics.at("/bookings/by_status/completed").asLong())
        .isEqualTo(counts.get("completed").asLong());
    assertThat(metrics.at("/bookings/by_status/cancelled").asLong())
        .as("a no-show is a cancellation")
        .isEqualTo(counts.get("cancelled").asLong() + counts.get("no_show").asLong());
    assertThat(metrics.at("/revenue/by_status/completed").decimalValue())
        .isEqualByComparingTo(amount(amounts, "completed"));
    assertThat(metrics.at("/revenue/by_status/cancelled").decimalValue())
        .isEqualByComparingTo(amount(amounts, "cancelled").add(amount(amounts, "no_show")));
  }

  @Test
  void bookings_of_every_month_are_the_published_ones_and_their_amounts_those_of_the_file()
      throws Exception {
    HotelReference reference = HotelReference.read();
    JsonNode published = expected("hotel_bookings").at("/created_by_month");
    assertThat(published.size()).isEqualTo(41);
    for (Map.Entry<String, JsonNode> month : published.properties()) {
      JsonNode metrics = api().metrics("?period=month&date=" + month.getKey() + "-11");

      assertThat(metrics.at("/bookings/total").asLong())
          .as(month.getKey())
          .isEqualTo(month.getValue().asLong())
          .isEqualTo(metrics.at("/bookings/month").asLong());
      for (var sums : reference.byStatus(YearMonth.parse(month.getKey())).entrySet()) {
        String status = sums.getKey();
        Sums value = sums.getValue();
        assertThat(metrics.at("/bookings/by_status/" + status).asLong())
            .as(month.getKey() + " " + status)
            .isEqualTo(value.bookings());
        assertThat(metrics.at("/revenue/by_status/" + status).decimalValue())
            .as(month.getKey() + " " + status)
            .isEqualByComparingTo(value.amount());
      }
    }
  }

  @Test
  void complaints_are_the_published_ones_in_all_and_by_month_priority_and_status()
      throws Exception {
    JsonNode expected = expected("incident_event_log");
    JsonNode priorities = expected.at("/final_priority");
    JsonNode metrics = api().metrics("?include=complaints");

    assertThat(metrics.at("/complaints/total").asLong()).isEqualTo(24_918);
    assertThat(metrics.at("/complaints/by_status/closed").asLong()).isEqualTo(24_918);
    assertThat(metrics.at("/complaints/unresolved").asLong()).isZero();
    Map.of(
            "1 - Critical",
            "critical",
            "2 - High",
            "high",
            "3 - Moderate",
            "medium",
            "4 - Low",
            "low")
        .forEach(
            (published, ours) ->
                assertThat(metrics.at("/complaints/by_priority/" + ours).asLong())
                    .as(ours)
                    .isEqualTo(priorities.get(published).asLong()));
    for (Map.Entry<String, JsonNode> month : expected.at("/opened_by_month").properties()) {
      JsonNode itsMonth =
          api().metrics("?include=complaints&period=month&date=" + month.getKey() + "-02");
      assertThat(itsMonth.at("/complaints/total").asLong())
          .as(month.getKey())
          .isEqualTo(month.getValue().asLong());
    }
  }

  @Test
  void hours_to_response_and_resolution_are_those_of_the_file() throws Exception {
    IncidentReference reference = IncidentReference.read();
    JsonNode all = api().metrics("?include=complaints,sla");
    assertHours(all, "/sla/avg_response_hours", reference.meanResponse());
    assertHours(all, "/sla/avg_resolution_hours", reference.meanResolution());
    assertHours(all, "/complaints/avg_resolution_hours", reference.meanResolution());
    for (String month : reference.openedByMonth().keySet()) {
      YearMonth wanted = YearMonth.parse(month);
      JsonNode metrics = api().metrics("?include=sla&period=month&date=" + month + "-02");
      assertHours(
          metrics,
          "/sla/avg_response_hours",
          reference.meanResponse(incident -> monthOf(incident.opened()).equals(wanted)));
      assertHours(
          metrics,
          "/sla/avg_resolution_hours",
          reference.meanResolution(incident -> monthOf(incident.opened()).equals(wanted)));
    }
  }

  @Test
  void unresolved_at_a_date_are_those_of_the_file() throws Exception {
    IncidentReference reference = IncidentReference.read();
    JsonNode metrics = requireNonNull(apiUntilCut).metrics("?include=complaints,sla,realtime");

    assertThat(metrics.at("/complaints/unresolved").asLong())
        .isEqualTo(reference.unresolvedAt(CUT))
        .isPositive();
    assertThat(metrics.at("/sla/breached").asLong())
        .as("all of them were due long ago")
        .isEqualTo(reference.unresolvedAt(CUT));
    for (var status : reference.byStatusAt(CUT).entrySet()) {
      assertThat(metrics.at("/complaints/by_status/" + status.getKey()).asLong())
          .as(status.getKey())
          .isEqualTo(status.getValue());
    }
  }

  /** The command ends with 1 where the figure is not the sum of the entities that it names. */
  @Test
  void a_figure_is_explained_exactly() throws Exception {
    api()
        .command(
            "explain",
            "bookings_by_status",
            "grain=month",
            "period_start=2016-07-01",
            "status=cancelled");
  }

  @Test
  void the_same_import_again_changes_nothing_and_every_cell_is_the_sum_of_its_entities()
      throws Exception {
    TidemarkProcess process = requireNonNull(untilCut);
    Client client = requireNonNull(apiUntilCut);
    ReadModelDump before = ReadModelDump.of(process.instance());

    client.command(
        "events",
        "import",
        "--mapping",
        "incident_event_log",
        "--until",
        CUT,
        DemoFile.incidentEventLog());
    client.command("lag", "--wait", "PT2M");

    assertThat(ReadModelDump.of(process.instance())).isEqualTo(before);
    client.command("verify");
    api().command("verify");
  }

  private static void assertHours(JsonNode metrics, String figure, Mean mean) {
    JsonNode hours = metrics.at(figure);
    BigDecimal expected = mean.hours();
    if (expected == null) {
      assertThat(hours.isNull()).as(figure).isTrue();
    } else {
      assertThat(hours.decimalValue()).as(figure).isEqualByComparingTo(expected);
    }
  }

  private static BigDecimal amount(JsonNode amounts, String status) {
    return new BigDecimal(amounts.get(status).asString());
  }

  private static YearMonth monthOf(Instant instant) {
    return YearMonth.from(instant.atOffset(ZoneOffset.UTC));
  }

  private static JsonNode expected(String set) throws IOException {
    try (InputStream json = DemoFile.expected(set)) {
      return new JsonMapper().readTree(json).at("/expected");
    }
  }
}
