package io.tidemark.query.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.query.Eventually;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Rows in, a list in pages out, over HTTP. */
class ProvidersListTest extends ProvidersFixture {

  private static String row(String who, String figures, String previous) {
    return "{"
        + who
        + ",\"periodStart\":\"2026-11-01\",\"periodEnd\":\"2026-11-30\","
        + figures
        + ",\"previousProduction\":"
        + previous
        + "}";
  }

  @Test
  void each_provider_is_told_with_its_figures() {
    assertThat(get("").body())
        .isEqualTo(
            "{\"period\":\"monthly\",\"range\":{\"from\":\"2026-11-01\",\"to\":\"2026-11-30\"},"
                + "\"providers\":["
                + row(
                    "\"id\":\"q2\",\"name\":\"Ada\",\"role\":\"hygienist\"",
                    "\"production\":90.00,\"dentist\":0.00,\"hygiene\":90.00,\"entries\":2,"
                        + "\"goal\":180.00,\"goalAchievementPct\":50.0,\"variance\":-90.00,"
                        + "\"variancePct\":-50.0",
                    "0.00,\"changePct\":null")
                + ","
                + row(
                    "\"id\":\"q4\",\"name\":\"Ada\",\"role\":\"dentist\"",
                    "\"production\":0.00,\"dentist\":0.00,\"hygiene\":0.00,\"entries\":0,"
                        + "\"goal\":null,\"goalAchievementPct\":null,\"variance\":null,"
                        + "\"variancePct\":null",
                    "0.00,\"changePct\":null")
                + ","
                + row(
                    "\"id\":\"q1\",\"name\":\"Grace\",\"role\":\"dentist\"",
                    "\"production\":1200.00,\"dentist\":1000.00,\"hygiene\":200.00,\"entries\":5,"
                        + "\"goal\":1500.00,\"goalAchievementPct\":80.0,\"variance\":-300.00,"
                        + "\"variancePct\":-20.0",
                    "800.00,\"changePct\":50.0")
                + ","
                + row(
                    "\"id\":\"q6\",\"name\":\"Éva\",\"role\":\"dentist\"",
                    "\"production\":-10.00,\"dentist\":-10.00,\"hygiene\":0.00,\"entries\":1,"
                        + "\"goal\":null,\"goalAchievementPct\":null,\"variance\":null,"
                        + "\"variancePct\":null",
                    "0.00,\"changePct\":null")
                + "],\"nextCursor\":null}");
  }

  @Test
  void the_same_figures_as_of_one_provider() {
    for (String period : new String[] {"daily", "weekly", "monthly"}) {
      JsonNode page = server.json(PATH + "?period=" + period, READ);
      for (JsonNode row : page.get("providers")) {
        JsonNode current =
            server
                .json(PATH + "/" + row.get("id").asString() + "/performance?period=" + period, READ)
                .get("current");
        for (String figure : current.propertyNames()) {
          assertThat(row.get(figure)).as(figure).isEqualTo(current.get(figure));
        }
      }
    }
  }

  @Test
  void a_changed_goal_is_told_of_its_period_on_and_earlier_ones_stay_as_they_were() {
    String october = get("?date=2026-10-15").body();
    assertThat(goal("?date=2026-11-15", "q1")).isEqualTo("1500.0");
    rows.commit(
        AS_OF,
        """
        insert into readmodel.goal
            (id, partition, revision, set_at, provider, location, granularity, period_start, amount,
             stamps) values
          ('g9', 0, 1, '2026-11-20Z', 'q1', null, 'month', '2026-11-01', 1700.0000, '');
        update readmodel.goals_by_location set goals = 2 where provider = 'q1';
        """);
    try {
      Eventually.holds(() -> goal("?date=2026-11-15", "q1").equals("1700.0"));
      assertThat(get("?date=2026-10-15").body()).isEqualTo(october);
    } finally {
      rows.commit(AS_OF, "delete from readmodel.goal where id = 'g9'");
      server.catchUp();
    }
    assertThat(goal("?date=2026-11-15", "q1")).isEqualTo("1500.0");
  }

  private static String goal(String query, String provider) {
    for (JsonNode row : server.json(PATH + query, READ).get("providers")) {
      if (row.get("id").asString().equals(provider)) {
        return row.get("goal").asString();
      }
    }
    return "not there";
  }

  @Test
  void a_retired_provider_is_listed_where_it_has_entries() {
    assertThat(ids("")).doesNotContain("q5");
    assertThat(ids("?date=2026-10-31")).contains("q5");
  }

  @Test
  void the_greatest_production_comes_first_if_asked_for() {
    assertThat(ids("?sort=-production")).containsExactly("q1", "q2", "q4", "q6");
    assertThat(ids("?sort=name")).containsExactly("q2", "q4", "q1", "q6");
  }

  @Test
  void at_a_location_are_those_who_work_there() {
    assertThat(ids("?locationId=l1")).containsExactly("q2", "q1");
    // q2 has only a goal there, q5 is retired
    assertThat(ids("?locationId=l2&sort=-production")).containsExactly("q1", "q2");
    assertThat(ids("?locationId=l2&date=2026-10-01")).containsExactly("q2", "q1", "q5");
    assertThat(get("?locationId=l2").body())
        .contains(
            row(
                "\"id\":\"q2\",\"name\":\"Ada\",\"role\":\"hygienist\"",
                "\"production\":0.00,\"dentist\":0.00,\"hygiene\":0.00,\"entries\":0,"
                    + "\"goal\":30.00,\"goalAchievementPct\":0.0,\"variance\":-30.00,"
                    + "\"variancePct\":-100.0",
                "0.00,\"changePct\":null"))
        .contains(
            row(
                "\"id\":\"q1\",\"name\":\"Grace\",\"role\":\"dentist\"",
                "\"production\":100.00,\"dentist\":100.00,\"hygiene\":0.00,\"entries\":1,"
                    + "\"goal\":null,\"goalAchievementPct\":null,\"variance\":null,"
                    + "\"variancePct\":null",
                "800.00,\"changePct\":-87.5"));
  }
}
