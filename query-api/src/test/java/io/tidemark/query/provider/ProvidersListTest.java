package io.tidemark.query.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.query.Eventually;
import io.tidemark.query.QueryServer;
import io.tidemark.query.ReadModel;
import io.tidemark.query.SettableClock;
import io.tidemark.testkit.TestTokens;
import io.tidemark.web.Paging;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Rows in, a list in pages out, over HTTP. */
class ProvidersListTest {

  private static final String READ = TestTokens.withScope("providers.read");
  private static final String PATH = "/api/providers";
  private static final Instant NOW = Instant.parse("2026-11-20T10:30:20Z");
  private static final Instant AS_OF = Instant.parse("2026-11-20T10:28:00Z");
  private static final Pattern NEXT = Pattern.compile("<(.+)>; rel=\"next\"");

  private static final QueryServer server = QueryServer.shared();
  private static final ReadModel rows = new ReadModel(server.database());

  @BeforeAll
  static void fill() {
    server.bean(SettableClock.class).stopAt(NOW);
    rows.clear(Instant.EPOCH);
    rows.commit(
        AS_OF,
        """
        insert into readmodel.location (id, partition, revision, registered, name, stamps) values
          ('l1', 0, 1, '2026-01-01Z', 'Main Street', ''),
          ('l2', 0, 1, '2026-01-01Z', 'Harbour', ''),
          ('l3', 0, 1, null, 'Not yet', '');
        insert into readmodel.provider
            (id, partition, revision, registered, name, role, retired, stamps) values
          ('q1', 0, 1, '2026-01-01Z', 'Grace', 'dentist',   false, ''),
          ('q2', 0, 1, '2026-01-01Z', 'Ada',   'hygienist', null,  ''),
          ('q3', 0, 1, null,          'Zero',  'dentist',   null,  ''),
          ('q4', 0, 1, '2026-01-01Z', 'Ada',   'dentist',   false, ''),
          ('q5', 0, 1, '2026-01-01Z', 'Old',   'dentist',   true,  ''),
          ('q6', 0, 1, '2026-01-01Z', 'Éva',   'dentist',   null,  '');
        insert into readmodel.production_by_provider values
          ('month', '2026-11-01', 'q1', 1000.0000, 200.0000, 5),
          ('month', '2026-10-01', 'q1',  800.0000,   0.0000, 4),
          ('month', '2026-11-01', 'q2',    0.0000,  90.0000, 2),
          ('month', '2026-11-01', 'q3',    5.0000,   0.0000, 1),
          ('month', '2026-10-01', 'q5',   50.0000,   0.0000, 1),
          ('month', '2026-11-01', 'q6',  -10.0000,   0.0000, 1),
          ('day',   '2026-11-20', 'q1',   10.0000,   0.0000, 1);
        insert into readmodel.production_by_location values
          ('month', '2026-11-01', 'q1', 'l1',  900.0000, 200.0000, 4),
          ('month', '2026-11-01', 'q1', 'l2',  100.0000,   0.0000, 1),
          ('month', '2026-10-01', 'q1', 'l2',  800.0000,   0.0000, 4),
          ('month', '2026-11-01', 'q2', 'l1',    0.0000,  90.0000, 2),
          ('month', '2026-10-01', 'q5', 'l2',   50.0000,   0.0000, 1),
          ('day',   '2026-11-20', 'q1', 'l1',   10.0000,   0.0000, 1);
        insert into readmodel.goal
            (id, partition, revision, set_at, provider, location, granularity, period_start, amount,
             stamps) values
          ('g1', 0, 1, '2026-01-01Z', 'q1', null, 'month', '2026-01-01', 1500.0000, ''),
          ('g2', 0, 1, '2026-01-01Z', 'q2', 'l1', 'month', '2026-01-01',  150.0000, ''),
          ('g3', 0, 1, '2026-01-01Z', 'q2', 'l2', 'month', '2026-01-01',   30.0000, ''),
          ('g4', 0, 1, '2026-01-01Z', 'q2', null, 'month', '2026-01-01',  999.0000, ''),
          ('g5', 0, 1, '2026-01-01Z', 'q2', null, 'month', '2026-11-01',      null, ''),
          ('g6', 0, 1, '2026-01-01Z', 'q4', null, 'month', '2026-12-01',  999.0000, '');
        """
            + ReadModel.GOALS_BY_LOCATION);
    Eventually.holds(
        () -> get("").headers().firstValue("Tidemark-As-Of").orElse("").equals(AS_OF.toString()));
  }

  @AfterAll
  static void backToTheTimeOfOthers() {
    server.bean(SettableClock.class).run();
  }

  private static HttpResponse<String> get(String query) {
    return server.get(PATH + query, READ);
  }

  private static List<String> ids(String query) {
    return ids(server.json(PATH + query, READ));
  }

  private static List<String> ids(JsonNode page) {
    List<String> ids = new ArrayList<>();
    page.get("providers").forEach(row -> ids.add(row.get("id").asString()));
    return ids;
  }

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
    }
    Eventually.holds(() -> goal("?date=2026-11-15", "q1").equals("1500.0"));
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

  @Test
  void pages_follow_each_other_without_gap_or_repetition() {
    for (String query :
        new String[] {
          "?limit=1",
          "?limit=3&sort=name",
          "?limit=1&sort=-production",
          "?limit=2&sort=-production&period=monthly"
        }) {
      List<String> all = ids(query.replaceFirst("limit=\\d", "limit=500"));
      List<String> paged = new ArrayList<>();
      String next = PATH + query;
      while (next != null) {
        HttpResponse<String> response = server.get(next, READ);
        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode page = QueryServer.parse(response.body());
        paged.addAll(ids(page));
        Matcher link = NEXT.matcher(response.headers().firstValue("Link").orElse(""));
        next = link.matches() ? link.group(1) : null;
        assertThat(page.get("nextCursor").isNull()).isEqualTo(next == null);
      }
      assertThat(paged).as(query).isEqualTo(all).hasSize(4);
    }
  }

  @Test
  void a_list_goes_on_with_the_period_that_it_began_with() {
    String next = server.json(PATH + "?limit=1", READ).get("nextCursor").asString();
    server.bean(SettableClock.class).stopAt(Instant.parse("2026-12-01T00:00:01Z"));
    try {
      assertThat(server.json(PATH + "?limit=1&cursor=" + next, READ).at("/range/from").asString())
          .isEqualTo("2026-11-01");
    } finally {
      server.bean(SettableClock.class).stopAt(NOW);
    }
    assertThat(get("?limit=1&date=2026-12-01&cursor=" + next).statusCode()).isEqualTo(400);
  }

  @Test
  void an_unknown_location_is_not_found() {
    for (String location : new String[] {"l0", "l3", "", "%00"}) {
      HttpResponse<String> response = get("?locationId=" + location);
      assertThat(response.statusCode()).as(location).isEqualTo(404);
      assertThat(QueryServer.parse(response.body()).at("/errors/0/parameter").asString())
          .isEqualTo("locationId");
    }
  }

  @Test
  void what_is_not_allowed_is_named() {
    List<String> wrong =
        new ArrayList<>(
            List.of(
                "period=yearly",
                "date=today",
                "sort=goalAchievementPct",
                "sort=",
                "limit=0",
                "limit=501",
                "limit=ten",
                "cursor=",
                "cursor=%00",
                "cursor=none"));
    for (List<String> parts :
        List.of(
            List.of("month", "2026-11-01", "production", "1", "q1"),
            List.of("week", "2026-11-01", "name", "Ada", "q1"),
            List.of("month", "November", "name", "Ada", "q1"),
            List.of("month", "+999999999-01-01", "name", "Ada", "q1"),
            List.of("month", "2026-11-01", "name", "Ada"))) {
      wrong.add("cursor=" + Paging.cursor(parts));
    }
    for (String amount : new String[] {"", "ten", "1e999999999", "1e-999999999", "9".repeat(200)}) {
      wrong.add(
          "cursor="
              + Paging.cursor(List.of("month", "2026-11-01", "production", amount, "q1"))
              + "&sort=-production");
    }
    for (String parameter : wrong) {
      HttpResponse<String> response = get("?" + parameter);
      assertThat(response.statusCode()).as(parameter).isEqualTo(400);
      JsonNode error = QueryServer.parse(response.body()).at("/errors/0");
      assertThat(error.get("parameter").asString())
          .isEqualTo(parameter.substring(0, parameter.indexOf('=')));
      assertThat(error.propertyNames()).containsExactly("parameter", "value", "allowed");
    }
  }
}
