package io.tidemark.query.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Rows in, figures out, over HTTP. */
class ProviderPerformanceTest extends PerformanceFixture {

  /** The text of a field, as it went out. */
  private static String text(String provider, String query, String field) {
    String body = get(provider, query).body();
    int begin = body.indexOf("\"" + field + "\":") + field.length() + 3;
    return body.substring(begin, body.indexOf(body.charAt(begin) == '{' ? '}' : ',', begin) + 1);
  }

  @Test
  void a_month_is_told_with_its_locations_and_the_months_before() {
    String zero =
        "{\"periodStart\":\"%s\",\"periodEnd\":\"%s\",\"production\":0.00,\"dentist\":0.00,"
            + "\"hygiene\":0.00,\"entries\":0,\"goal\":1500.00,\"goalAchievementPct\":0.0,"
            + "\"variance\":-1500.00,\"variancePct\":-100.0,\"previousProduction\":0.00,"
            + "\"changePct\":null},";
    String november =
        "\"periodStart\":\"2026-11-01\",\"periodEnd\":\"2026-11-30\",\"production\":1200.01,"
            + "\"dentist\":1000.01,\"hygiene\":200.00,\"entries\":5,\"goal\":2100.00,"
            + "\"goalAchievementPct\":57.1,\"variance\":-900.00,\"variancePct\":-42.9,"
            + "\"previousProduction\":800.00,\"changePct\":50.0}";
    assertThat(get("p1", "").body())
        .isEqualTo(
            "{\"provider\":{\"id\":\"p1\",\"name\":\"Grace Hopper\",\"role\":\"dentist\"},"
                + "\"period\":\"monthly\",\"range\":{\"from\":\"2025-12-01\",\"to\":\"2026-11-30\"},"
                + "\"current\":{"
                + november
                + ",\"locations\":["
                + "{\"id\":\"l1\",\"name\":\"Main Street\",\"periodStart\":\"2026-11-01\","
                + "\"periodEnd\":\"2026-11-30\",\"production\":1000.01,\"dentist\":900.01,"
                + "\"hygiene\":100.00,\"entries\":3,\"goal\":null,\"goalAchievementPct\":null,"
                + "\"variance\":null,\"variancePct\":null,\"previousProduction\":0.00,"
                + "\"changePct\":null,\"share\":83.3},"
                + "{\"id\":\"l2\",\"name\":\"Harbour\",\"periodStart\":\"2026-11-01\","
                + "\"periodEnd\":\"2026-11-30\",\"production\":200.00,\"dentist\":100.00,"
                + "\"hygiene\":100.00,\"entries\":2,\"goal\":300.00,\"goalAchievementPct\":66.7,"
                + "\"variance\":-100.00,\"variancePct\":-33.3,\"previousProduction\":800.00,"
                + "\"changePct\":-75.0,\"share\":16.7},"
                + "{\"id\":\"l4\",\"name\":\"Hill\",\"periodStart\":\"2026-11-01\","
                + "\"periodEnd\":\"2026-11-30\",\"production\":0.00,\"dentist\":0.00,"
                + "\"hygiene\":0.00,\"entries\":0,\"goal\":50.00,\"goalAchievementPct\":0.0,"
                + "\"variance\":-50.00,\"variancePct\":-100.0,\"previousProduction\":0.00,"
                + "\"changePct\":null,\"share\":0.0}],"
                + "\"series\":["
                + zero.formatted("2025-12-01", "2025-12-31")
                    // of the locations: the provider's own begins in January
                    .replace("1500.00", "50.00")
                + zero.formatted("2026-01-01", "2026-01-31")
                + "{\"periodStart\":\"2026-02-01\",\"periodEnd\":\"2026-02-28\","
                + "\"production\":-1.51,\"dentist\":-1.51,\"hygiene\":0.00,\"entries\":1,"
                + "\"goal\":1500.00,\"goalAchievementPct\":-0.1,\"variance\":-1501.51,"
                + "\"variancePct\":-100.1,\"previousProduction\":0.00,\"changePct\":null},"
                + zero.formatted("2026-03-01", "2026-03-31")
                    .replace(
                        "\"previousProduction\":0.00,\"changePct\":null",
                        "\"previousProduction\":-1.51,\"changePct\":-100.0")
                + zero.formatted("2026-04-01", "2026-04-30")
                + zero.formatted("2026-05-01", "2026-05-31")
                + zero.formatted("2026-06-01", "2026-06-30")
                + zero.formatted("2026-07-01", "2026-07-31")
                + zero.formatted("2026-08-01", "2026-08-31")
                + zero.formatted("2026-09-01", "2026-09-30")
                + "{\"periodStart\":\"2026-10-01\",\"periodEnd\":\"2026-10-31\","
                + "\"production\":800.00,\"dentist\":800.00,\"hygiene\":0.00,\"entries\":4,"
                + "\"goal\":1500.00,\"goalAchievementPct\":53.3,\"variance\":-700.00,"
                + "\"variancePct\":-46.7,\"previousProduction\":0.00,\"changePct\":null},"
                + "{"
                + november
                + "]}");
  }

  @Test
  void a_week_has_its_part_of_the_months_goal() {
    assertThat(text("p1", "?period=weekly", "current"))
        .isEqualTo(
            "{\"periodStart\":\"2026-11-16\",\"periodEnd\":\"2026-11-22\",\"production\":700.00,"
                + "\"dentist\":700.00,\"hygiene\":0.00,\"entries\":3,\"goal\":490.00,"
                + "\"goalAchievementPct\":142.9,\"variance\":210.00,\"variancePct\":42.9,"
                + "\"previousProduction\":350.00,\"changePct\":100.0}");
    // six days of October, one of November
    assertThat(text("p1", "?period=weekly&date=2026-11-01", "goal")).isEqualTo("360.32,");
  }

  @Test
  void a_day_has_its_part_of_the_months_goal() {
    JsonNode body = json("p1", "?period=daily");
    assertThat(text("p1", "?period=daily", "current"))
        .isEqualTo(
            "{\"periodStart\":\"2026-11-20\",\"periodEnd\":\"2026-11-20\",\"production\":100.00,"
                + "\"dentist\":100.00,\"hygiene\":0.00,\"entries\":1,\"goal\":70.00,"
                + "\"goalAchievementPct\":142.9,\"variance\":30.00,\"variancePct\":42.9,"
                + "\"previousProduction\":0.00,\"changePct\":null}");
    assertThat(body.get("range").toString())
        .isEqualTo("{\"from\":\"2026-11-09\",\"to\":\"2026-11-20\"}");
    assertThat(body.get("series").size()).isEqualTo(12);
  }

  @Test
  void locations_goals_are_summed_where_only_those_are_set() {
    // 290 / 29 and 70 / 7
    assertThat(text("p4", "?period=daily&date=2024-02-29", "goal")).isEqualTo("20.00,");
    assertThat(text("p4", "?period=daily&date=2024-03-01", "goal")).isEqualTo("10.00,");
    assertThat(text("p4", "?period=daily&date=2024-03-04", "current"))
        .contains(
            "\"goal\":null,\"goalAchievementPct\":null,\"variance\":null,\"variancePct\":null");
  }

  @Test
  void one_location_is_told_alone_with_its_share_of_the_whole() {
    JsonNode body = json("p1", "?locationId=l2");
    assertThat(text("p1", "?locationId=l2", "current"))
        .isEqualTo(
            "{\"periodStart\":\"2026-11-01\",\"periodEnd\":\"2026-11-30\",\"production\":200.00,"
                + "\"dentist\":100.00,\"hygiene\":100.00,\"entries\":2,\"goal\":300.00,"
                + "\"goalAchievementPct\":66.7,\"variance\":-100.00,\"variancePct\":-33.3,"
                + "\"previousProduction\":800.00,\"changePct\":-75.0}");
    assertThat(body.get("locations").size()).isEqualTo(1);
    assertThat(body.at("/locations/0/id").asString()).isEqualTo("l2");
    assertThat(body.at("/locations/0/share").toString()).isEqualTo("16.7");
    assertThat(body.at("/series/10/production").decimalValue()).isEqualByComparingTo("800");
    assertThat(body.at("/series/10/goal").toString()).isEqualTo("null");
  }

  @Test
  void a_share_of_nothing_is_null() {
    JsonNode body = json("p1", "?locationId=l1&date=2026-07-01");
    assertThat(body.at("/locations/0/entries").toString()).isEqualTo("0");
    assertThat(body.at("/locations/0/share").isNull()).isTrue();
  }

  @Test
  void a_range_is_told_whole_periods_and_ends_with_the_current_one() {
    JsonNode body = json("p1", "?from=2026-09-17&to=2026-10-02");
    assertThat(body.get("range").toString())
        .isEqualTo("{\"from\":\"2026-09-01\",\"to\":\"2026-10-31\"}");
    assertThat(body.get("series").size()).isEqualTo(2);
    assertThat(body.get("current")).isEqualTo(body.at("/series/1"));
    assertThat(body.at("/current/periodStart").asString()).isEqualTo("2026-10-01");
    assertThat(json("p1", "?from=2026-11-20").get("series").size()).isEqualTo(1);
    assertThat(json("p1", "?to=2026-10-31").get("series").size()).isEqualTo(12);
  }

  @Test
  void four_hundred_periods_are_told_at_once() {
    LocalDate first = LocalDate.of(2026, 11, 20).minusDays(399);
    JsonNode series = json("p1", "?period=daily&from=" + first).get("series");
    assertThat(series.size()).isEqualTo(400);
    for (int i = 0; i < 400; i++) {
      assertThat(series.at("/" + i + "/periodStart").asString())
          .isEqualTo(first.plusDays(i).toString());
    }
  }

  @Test
  void a_retired_provider_keeps_its_figures() {
    assertThat(json("p2", "").at("/provider").toString())
        .isEqualTo("{\"id\":\"p2\",\"name\":\"Alan Turing\",\"role\":\"hygienist\"}");
    assertThat(json("p2", "").get("locations").toString()).isEqualTo("[]");
  }
}
