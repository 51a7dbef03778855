package io.tidemark.standalone;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.projection.cli.Instance;
import io.tidemark.testkit.reference.DemoFile;
import io.tidemark.testkit.reference.GpCallReference;
import io.tidemark.testkit.reference.TaxiReference;
import io.tidemark.testkit.reference.TaxiReference.Trip;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The surgery's calls and the taxis' trips, imported at their own times into the real program by
 * the command line: what it says equals the published reference figures, and what other code
 * computes straight from the files.
 */
final class RealCallsAndProductionTest {

  private static final String YEAR = "from=2019-01-01&to=2019-12-31";

  @TempDir static Path folder;
  private static @Nullable TidemarkProcess tidemark;
  private static @Nullable Client api;

  @BeforeAll
  static void importAll() throws Exception {
    tidemark = TidemarkProcess.start(folder, false).awaitReady();
    api = new Client(tidemark);
    importBoth();
  }

  private static void importBoth() throws Exception {
    api().command("events", "import", "--mapping", "gp_calls_2021", DemoFile.gpCalls());
    api().command("events", "import", "--mapping", "nyc_taxi_2019", DemoFile.nycTaxi());
    api().command("lag", "--wait", "PT2M");
  }

  @AfterAll
  static void stop() {
    if (tidemark != null) {
      tidemark.close();
    }
  }

  private static Client api() {
    return requireNonNull(api);
  }

  /** Calls, answered, missed, seconds talked. */
  private record Calls(long calls, long answered, long missed, long talkSeconds) {
    static Calls of(GpCallReference.Sums sums) {
      return new Calls(sums.calls(), sums.answered(), sums.missed(), sums.talkSeconds());
    }

    Calls plus(Calls other) {
      return new Calls(
          calls + other.calls,
          answered + other.answered,
          missed + other.missed,
          talkSeconds + other.talkSeconds);
    }
  }

  /** No answer reaches back to 2021, so this is read where the answers are read. */
  @Test
  void calls_of_every_month_are_the_published_ones_and_those_of_the_file() throws Exception {
    JsonNode expected = expected("gp_calls_2021");
    Map<String, Calls> published = new TreeMap<>();
    for (var cell : expected.at("/by_month_and_status").properties()) {
      String month = cell.getKey().substring(0, 7);
      long count = cell.getValue().asLong();
      published.merge(
          month,
          cell.getKey().endsWith("|ANSWERED")
              ? new Calls(
                  count, count, 0, expected.at("/talk_seconds_answered_by_month/" + month).asLong())
              : new Calls(count, 0, count, 0),
          Calls::plus);
    }
    assertThat(
            calls(
                """
                select to_char(period_start, 'YYYY-MM'), calls, completed, failed, duration_seconds
                from readmodel.calls_by_account
                where account = 'gp-surgery' and grain = 'month'
                """))
        .hasSize(12)
        .isEqualTo(published)
        .isEqualTo(of(GpCallReference.read().byMonth()));
  }

  @Test
  void calls_of_every_recipient_are_the_published_ones_and_those_of_the_file() throws Exception {
    Map<String, Calls> published = new TreeMap<>();
    for (var recipient : expected("gp_calls_2021").at("/by_recipient").properties()) {
      JsonNode sums = recipient.getValue();
      long calls = sums.get("calls").asLong();
      long answered = sums.get("answered").asLong();
      published.put(
          recipient.getKey(),
          new Calls(calls, answered, calls - answered, sums.get("talk_seconds_answered").asLong()));
    }
    assertThat(
            calls(
                """
                select name, calls, completed, failed, duration_seconds
                from readmodel.calls_by_agent c join readmodel.agent a on a.id = c.agent
                where c.account = 'gp-surgery' and grain = 'all'
                """))
        .isEqualTo(published)
        .isEqualTo(of(GpCallReference.read().byRecipient()));
  }

  /** Talk is told by what it cost, a hundredth of a credit per second: this figure is exact. */
  @Test
  void agents_are_the_recipients_with_their_calls_of_all_time() throws Exception {
    Map<String, JsonNode> agents = new TreeMap<>();
    for (JsonNode agent : api().get("/api/agents", "gp-surgery", "calls.read").at("/items")) {
      agents.put(agent.get("name").asString(), agent);
    }
    assertThat(requireNonNull(agents.remove("Out of hours")).at("/status").asString())
        .isEqualTo("draft");
    JsonNode published = expected("gp_calls_2021").at("/by_recipient");
    assertThat(agents.keySet()).isEqualTo(GpCallReference.read().byRecipient().keySet());
    for (var recipient : published.properties()) {
      JsonNode sums = recipient.getValue();
      BigDecimal calls = sums.get("calls").decimalValue();
      BigDecimal answered = sums.get("answered").decimalValue();
      JsonNode performance = requireNonNull(agents.get(recipient.getKey())).at("/performance");
      assertThat(performance.get("conversations").decimalValue()).isEqualByComparingTo(calls);
      assertThat(performance.get("successRate").decimalValue())
          .isEqualByComparingTo(answered.movePointRight(2).divide(calls, 1, RoundingMode.HALF_UP));
      assertThat(performance.get("creditsUsed").decimalValue())
          .isEqualByComparingTo(cents(sums.get("talk_seconds_answered").asLong()));
      assertThat(performance.get("avgDurationSeconds").decimalValue())
          .isEqualByComparingTo(
              sums.get("talk_seconds_answered")
                  .decimalValue()
                  .divide(calls, 1, RoundingMode.HALF_UP));
    }
  }

  @Test
  void production_of_every_day_month_and_vendor_is_the_published_one() throws Exception {
    JsonNode expected = expected("nyc_taxi_2019");
    TaxiProduction taxis = new TaxiProduction(api());
    Map<String, TaxiReference.Sums> days = new TreeMap<>();
    Map<String, TaxiReference.Sums> months = new TreeMap<>();
    for (String vendor : Set.of("1", "2", "4", "")) {
      String provider = "vendor-" + (vendor.isEmpty() ? "unknown" : vendor);
      TaxiProduction.add(days, taxis.series(provider, "daily", YEAR), 10);
      TaxiProduction.add(
          days, taxis.series(provider, "daily", "from=2008-12-31&to=2008-12-31"), 10);
      Map<String, TaxiReference.Sums> own = new TreeMap<>();
      TaxiProduction.add(own, taxis.series(provider, "monthly", YEAR), 7);
      TaxiProduction.add(
          own, taxis.series(provider, "monthly", "from=2008-12-01&to=2008-12-01"), 7);
      own.forEach((month, sums) -> months.put(month + "|" + vendor, sums));
    }
    assertThat(days).isEqualTo(TaxiProduction.published(expected.at("/by_pickup_day")));
    assertThat(months).isEqualTo(TaxiProduction.published(expected.at("/by_month_vendor")));

    TaxiReference reference = TaxiReference.read();
    assertThat(days).isEqualTo(reference.sums(trip -> trip.day().toString()));
    assertThat(months).isEqualTo(reference.sums(trip -> trip.month() + "|" + trip.vendor()));
  }

  @Test
  void production_of_a_zone_on_a_day_is_the_published_one() throws Exception {
    for (JsonNode top : expected("nyc_taxi_2019").at("/top10_zone_days_by_total_cents")) {
      String[] dayAndZone = top.get(0).asString().split("\\|", -1);
      long trips = 0;
      BigDecimal amount = BigDecimal.ZERO;
      for (String vendor : Set.of("1", "2", "4", "unknown")) {
        JsonNode current =
            new TaxiProduction(api())
                .of(
                    "vendor-" + vendor,
                    "daily",
                    "date=" + dayAndZone[0] + "&locationId=zone-" + dayAndZone[1])
                .at("/current");
        trips += current.get("entries").asLong();
        amount = amount.add(current.get("production").decimalValue());
      }
      assertThat(trips).as(top.get(0).asString()).isEqualTo(top.get(1).asLong());
      assertThat(amount).as(top.get(0).asString()).isEqualByComparingTo(cents(top.get(2).asLong()));
    }
  }

  @Test
  void the_zones_of_a_day_are_those_of_the_file() throws Exception {
    TaxiReference reference = TaxiReference.read();
    for (String day : Set.of("2019-01-28", "2019-11-03", "2019-12-31")) {
      Map<String, TaxiReference.Sums> zones = new TreeMap<>();
      for (JsonNode zone :
          new TaxiProduction(api()).of("vendor-2", "daily", "date=" + day).at("/locations")) {
        if (zone.get("entries").asLong() > 0) {
          zones.put(zone.get("id").asString(), TaxiProduction.sums(zone));
        }
      }
      assertThat(zones)
          .as(day)
          .isEqualTo(
              reference.sums(
                  trip -> trip.vendor().equals("2") && trip.day().toString().equals(day),
                  Trip::location));
    }
  }

  @Test
  void all_providers_of_a_month_are_listed_with_their_goals() throws Exception {
    Map<String, TaxiReference.Sums> july = new TreeMap<>();
    Set<String> withGoal = new HashSet<>();
    JsonNode page =
        api().get("/api/providers?period=monthly&date=2019-07-15", "tester", "providers.read");
    for (JsonNode provider : page.at("/providers")) {
      july.put(provider.at("/id").asString(), TaxiProduction.sums(provider));
      if (!provider.at("/goal").isNull()) {
        withGoal.add(provider.at("/id").asString());
      }
    }
    assertThat(july)
        .isEqualTo(
            TaxiReference.read().sums(trip -> trip.month().equals("2019-07"), Trip::provider));
    assertThat(withGoal).as("vendor 4's was cleared").containsOnly("vendor-1", "vendor-2");
  }

  @Test
  void the_same_import_again_changes_nothing_and_every_cell_is_the_sum_of_its_entities()
      throws Exception {
    Instance instance = requireNonNull(tidemark).instance();
    ReadModelDump before = ReadModelDump.of(instance);
    importBoth();
    assertThat(ReadModelDump.of(instance)).isEqualTo(before);
    api().command("verify");
  }

  private static Map<String, Calls> of(Map<String, GpCallReference.Sums> sums) {
    Map<String, Calls> calls = new TreeMap<>();
    sums.forEach((key, value) -> calls.put(key, Calls.of(value)));
    return calls;
  }

  private static Map<String, Calls> calls(String sql) throws IOException, SQLException {
    Instance instance = requireNonNull(tidemark).instance();
    Map<String, Calls> calls = new TreeMap<>();
    try (Connection connection =
            DriverManager.getConnection(
                instance.jdbcUrl(), instance.jdbcUsername(), instance.jdbcPassword());
        var rows = connection.createStatement().executeQuery(sql)) {
      while (rows.next()) {
        calls.put(
            rows.getString(1),
            new Calls(rows.getLong(2), rows.getLong(3), rows.getLong(4), rows.getLong(5)));
      }
    }
    return calls;
  }

  private static BigDecimal cents(long cents) {
    return BigDecimal.valueOf(cents, 2);
  }

  private static JsonNode expected(String set) throws IOException {
    try (InputStream json = DemoFile.expected(set)) {
      return new JsonMapper().readTree(json).at("/expected");
    }
  }
}
