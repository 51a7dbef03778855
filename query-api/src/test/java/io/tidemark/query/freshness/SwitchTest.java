package io.tidemark.query.freshness;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.query.Eventually;
import io.tidemark.query.QueryServer;
import io.tidemark.query.ReadModel;
import io.tidemark.query.SettableClock;
import io.tidemark.query.TwoGenerations;
import io.tidemark.testkit.TestDatabase;
import io.tidemark.testkit.TestTokens;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.ttddyy.dsproxy.support.ProxyDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Another generation serves from one moment to the next, whoever is reading just then. */
class SwitchTest {

  private static final TestDatabase database = QueryServer.newReadModel();
  private static final TwoGenerations generations =
      TwoGenerations.in(database, "Pacific/Kiritimati", "SUNDAY");

  /** Makes an answer only when it is asked for one. */
  private static final QueryServer server =
      QueryServer.start(
          database, Map.of("tidemark.cache.max-hot", "0", "tidemark.freshness.poll", "100ms"));

  private static final QueryServer other = QueryServer.start(database, Map.of());

  /** Hears of nothing within a minute. */
  private static final QueryServer deaf =
      QueryServer.start(database, Map.of("tidemark.freshness.poll", "60s"));

  private static final String TOKEN =
      TestTokens.withScope("ops.admin ops.read calls.read calls.admin providers.read system.read");
  private static final String TOTAL = QueryServer.METRICS + "?period=all";

  @BeforeAll
  static void begin() {
    new ReadModel(database).commit(Instant.parse("2026-03-10T00:00:00Z"), "select 1");
    for (QueryServer each : List.of(server, other, deaf)) {
      each.bean(SettableClock.class).stopAt(Instant.parse("2026-03-14T23:58:00Z"));
    }
    server.context().getBean("queryDataSource", ProxyDataSource.class).addListener(switching);
  }

  @AfterAll
  static void stop() {
    server.close();
    other.close();
    deaf.close();
  }

  @BeforeEach
  void the_first_serves() {
    serve(1);
  }

  /** Waits until it is known. */
  private static void serve(int generation) {
    generations.serve(generation);
    for (QueryServer each : List.of(server, other, deaf)) {
      Eventually.holds(
          () -> each.bean(TideMonitor.class).tide().generation().number() == generation);
    }
  }

  private static final SwitchBetweenStatements switching = new SwitchBetweenStatements(generations);

  private static HttpResponse<String> get(QueryServer from, String path) {
    HttpResponse<String> response = from.get(path, TOKEN);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response;
  }

  private static int generation(HttpResponse<String> response) {
    return Integer.parseInt(response.headers().firstValue("Tidemark-Generation").orElseThrow());
  }

  /** What it says, but for when that was. */
  private static JsonNode said(HttpResponse<String> response) {
    ObjectNode body = (ObjectNode) QueryServer.parse(response.body());
    body.remove(List.of("generatedAt", "cacheInfo"));
    return body;
  }

  private static JsonNode undisturbed(int generation, String path) {
    serve(generation);
    Eventually.holds(() -> generation(get(other, path)) == generation);
    return said(get(other, path));
  }

  private static int total(HttpResponse<String> response) {
    return QueryServer.parse(response.body()).get("bookings").get("total").asInt();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/ops/dashboard/metrics?period=month&date=2026-03-1#",
        "/api/providers?period=weekly&date=2026-02-1#",
        "/api/providers/p/performance?period=weekly&date=2026-02-1#",
        "/api/providers/p/performance?period=daily&locationId=l&date=2026-02-1#",
        "/api/dashboard/overview?userId=u#",
        "/api/dashboard/analytics?userId=u#",
        "/api/agents?userId=u#",
        "/api/agents/a-u#/performance?userId=u#",
      })
  void a_switch_between_any_two_statements_mixes_nothing(String pattern) {
    int statement = 1;
    while (true) {
      // one that is in no memory
      String path = pattern.replace("#", Integer.toString(statement));
      JsonNode second = undisturbed(2, path);
      JsonNode first = undisturbed(1, path);
      assertThat(first).isNotEqualTo(second);
      switching.before(statement);
      HttpResponse<String> response = get(server, path);
      if (!switching.hasSwitched()) {
        break;
      }
      // a question about days that the rows are not by any more is understood anew
      assertThat(said(response)).as(path).isIn(first, second);
      if (statement > 1) {
        assertThat(said(response)).as(path).isEqualTo(first);
      }
      statement++;
    }
    assertThat(statement).isGreaterThan(2);
  }

  @Test
  void nothing_is_read_of_what_does_not_serve() {
    serve(2);
    generations.run("alter schema readmodel rename to gone");
    try {
      for (String path :
          List.of(
              QueryServer.METRICS + "?date=2026-03-20",
              "/api/providers?date=2026-01-20",
              "/api/providers?date=2026-01-21&locationId=l&sort=-production",
              "/api/providers/p/performance?date=2026-01-20",
              "/api/providers/p/performance?date=2026-01-20&locationId=l",
              "/api/dashboard/overview?userId=u20",
              "/api/dashboard/analytics?userId=u20&days=300",
              "/api/agents?userId=u20",
              "/api/agents/a-u20?userId=u20",
              "/api/agents/a-u20/performance?userId=u20",
              "/api/v1/system/projections")) {
        HttpResponse<String> response = get(server, path);
        assertThat(response.body()).as(path).doesNotContain("partial");
      }
      HttpResponse<String> changed =
          server.send(
              "/api/v1/ops/config",
              request ->
                  request
                      .header("Authorization", "Bearer " + TOKEN)
                      .header("Content-Type", "application/json")
                      .PUT(
                          HttpRequest.BodyPublishers.ofString(
                              "{\"sla_policy\":{\"high\":{\"response\":\"PT3H\"}}}")));
      assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
    } finally {
      generations.run("alter schema gone rename to readmodel");
    }
  }

  @Test
  void what_was_answered_is_answered_anew_after_a_switch_and_a_roll_back() {
    for (int generation : new int[] {1, 2, 1, 2, 1}) {
      serve(generation);
      int expected = generation == 1 ? 3 : 3000;
      for (QueryServer each : List.of(server, other, deaf)) {
        Eventually.holds(() -> total(get(each, TOTAL)) == expected);
        assertThat(generation(get(each, TOTAL))).isEqualTo(generation);
      }
    }
  }

  @Test
  void an_instance_that_has_not_heard_of_a_switch_shows_nobody_what_was_before_twice() {
    assertThat(generation(get(deaf, TOTAL))).isEqualTo(1);
    for (int generation : new int[] {2, 1, 2}) {
      generations.serve(generation, false);
      List<String> tokens = new ArrayList<>();
      Eventually.holds(
          () -> {
            HttpResponse<String> response = get(other, TOTAL);
            tokens.add(response.headers().firstValue("Tidemark").orElseThrow());
            return generation(response) == generation;
          });
      String seen = tokens.getLast();
      HttpResponse<String> after =
          deaf.send(
              TOTAL,
              request ->
                  request
                      .header("Authorization", "Bearer " + TOKEN)
                      .header("Tidemark-At-Least", seen));
      assertThat(after.statusCode()).as(after.body()).isEqualTo(200);
      assertThat(generation(after)).isEqualTo(generation);
      assertThat(total(after)).isEqualTo(generation == 1 ? 3 : 3000);
    }
  }

  @Test
  void days_and_weeks_are_those_of_the_generation_that_serves() {
    // Saturday night in UTC, and Sunday on Kiritimati, where weeks begin with it
    String day = "/api/providers/p/performance?period=daily";
    String week = "/api/providers/p/performance?period=weekly";
    assertThat(start(day)).isEqualTo("2026-03-14");
    assertThat(start(week)).isEqualTo("2026-03-09");
    assertThat(expires()).isEqualTo("2026-03-15T00:00:00Z");
    serve(2);
    assertThat(start(day)).isEqualTo("2026-03-15");
    assertThat(start(week)).isEqualTo("2026-03-15");
    assertThat(expires()).isEqualTo("2026-03-15T00:03:00Z"); // midnight is ten hours away
    serve(1);
    assertThat(start(week)).isEqualTo("2026-03-09");
  }

  private static String start(String path) {
    return QueryServer.parse(get(server, path).body()).get("current").get("periodStart").asString();
  }

  private static String expires() {
    JsonNode info =
        QueryServer.parse(get(server, "/api/dashboard/overview?userId=u0").body()).get("cacheInfo");
    return info.get("expiresAt").asString();
  }

  @Test
  void positions_and_lag_are_those_of_what_serves() {
    generations.run(
        """
        insert into tidemark.log_end values ('t', 0, 100, now());
        insert into tidemark.position (generation, topic, partition, topic_id, next_offset)
        values (1, 't', 0, 'x', 90), (2, 't', 0, 'x', 99);
        insert into tidemark.dead_letter
          (generation, topic, topic_id, partition, record_offset, kind, reason, header_names, header_values)
        select g, 't', 'x', 0, n, 'unknown-type', '', '{}', '{}'
        from generate_series(1, 2) g, generate_series(1, g) n;
        """);
    try {
      for (int generation : new int[] {1, 2, 1}) {
        serve(generation);
        int lag = generation == 1 ? 10 : 1;
        Eventually.holds(() -> server.bean(TideMonitor.class).tide().lag() == lag);
        Reached reached =
            new Reached(
                Map.of("t", Map.of(0, new Reached.Partition(generation == 1 ? 90 : 99, 0))));
        Eventually.holds(() -> server.bean(TideMonitor.class).look().reached().equals(reached));
        JsonNode projections = QueryServer.parse(get(server, "/api/v1/system/projections").body());
        assertThat(projections.get("generation").asInt()).isEqualTo(generation);
        assertThat(projections.get("lag").asInt()).isEqualTo(lag);
        assertThat(projections.get("deadLetters").asInt()).isEqualTo(generation);
        assertThat(projections.get("partitions").size()).isEqualTo(1);
      }
    } finally {
      generations.run(
          "delete from tidemark.position; delete from tidemark.log_end;"
              + " delete from tidemark.dead_letter");
    }
  }
}
