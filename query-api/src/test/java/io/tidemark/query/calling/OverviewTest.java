package io.tidemark.query.calling;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.query.QueryServer;
import io.tidemark.query.ReadModel;
import io.tidemark.query.SettableClock;
import io.tidemark.testkit.TestTokens;
import java.net.http.HttpResponse;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Rows in, overview out, over HTTP: each definition once. */
class OverviewTest {

  private static final String OVERVIEW = "/api/dashboard/overview";
  private static final String READ = TestTokens.of("overview-1", "calls.read");
  private static final String ADMIN = TestTokens.of("boss", "calls.admin");

  /** The window begins on October 22nd, the one before on September 22nd. */
  private static final Instant NOW = Instant.parse("2026-11-20T10:30:20.5Z");

  private static final Instant AS_OF = Instant.parse("2026-11-20T10:29:59.800Z");

  private static final QueryServer server = QueryServer.shared();

  @BeforeAll
  static void fill() {
    server.bean(SettableClock.class).stopAt(NOW);
    new ReadModel(server.database())
        .commit(
            AS_OF,
            """
            insert into readmodel.calls_by_account values
              ('day',   '2026-11-20', 'overview-1', 10,  6,  2, 1000,  12.5),
              ('day',   '2026-10-22', 'overview-1',  5,  4,  1,  505,   2.25),
              ('day',   '2026-10-21', 'overview-1',  8,  3,  3,  600,   3),
              ('day',   '2026-09-22', 'overview-1',  2,  2,  0,  100,   1),
              ('day',   '2026-09-21', 'overview-1', 99, 99,  0, 9999, 999),
              ('month', '2026-11-01', 'overview-1', 10,  6,  2, 1000,  12.5),
              ('all',   '1970-01-01', 'overview-1', 25, 15,  6, 2205,  20.0125),
              ('day',   '2026-11-20', 'overview-2', 10, 10,  0,   61,   0);
            insert into readmodel.calls_by_account_hour values
              ('overview-1', '2026-11-20 09:00Z', 5, 0, 0, 0, 0),
              ('overview-1', '2026-11-20 10:00Z', 5, 0, 0, 0, 0),
              ('overview-1', '2026-11-20 11:00Z', 0, 0, 0, 0, 0),
              ('overview-1', '2026-10-22 00:00Z', 5, 0, 0, 0, 0),
              ('overview-1', '2026-10-21 23:00Z', 8, 0, 0, 0, 0),
              ('overview-1', '2026-09-22 00:00Z', 2, 0, 0, 0, 0),
              ('overview-1', '2026-09-21 23:00Z', 9, 0, 0, 0, 0),
              ('overview-2', '2026-11-20 08:00Z', 9, 0, 0, 0, 0);
            insert into readmodel.leads_by_score values
              ('day', '2026-11-20', 'overview-1', 9, 2, 190,   1),
              ('day', '2026-11-20', 'overview-1', 6, 3, 100.5, 0),
              ('day', '2026-10-22', 'overview-1', 7, 1,  70,   1),
              ('day', '2026-10-21', 'overview-1', 5, 4, 220,   1),
              ('day', '2026-09-21', 'overview-1', 5, 9, 450,   9),
              ('day', '2026-11-20', 'overview-2', 9, 9, 900,   9);
            insert into readmodel.credits_by_account values ('overview-1', 100);
            insert into readmodel.agents_by_status values
              ('overview-1', 'active', 2), ('overview-1', 'draft', 1), ('overview-1', 'inactive', 0),
              ('overview-2', 'inactive', 7);
            insert into readmodel.agent
                (id, partition, revision, created, account, name, status, stamps) values
              ('overview-a1', 0, 1, '2026-01-01Z', 'overview-1', 'Front desk', 'active', ''),
              ('overview-a2', 0, 1, '2026-01-01Z', 'overview-2', 'Not yours', 'active', '');
            insert into readmodel.call
                (id, partition, revision, started, account, agent, status, duration_seconds, stamps)
            values
              ('o-c0', 0, 1, null, 'overview-1', 'overview-a1', 'completed', 5, ''),
              ('o-c1', 0, 1, '2026-11-20 10:00Z', 'overview-1', 'overview-a1', 'completed', 95, ''),
              ('o-c2', 0, 1, '2026-11-20 10:05Z', 'overview-1', 'unheard-of', 'in_progress', null, ''),
              ('o-c3', 0, 1, '2026-11-19 10:00Z', 'overview-1', 'overview-a2', 'failed', 0, ''),
              ('o-c4', 0, 1, '2026-11-18 10:00Z', 'overview-1', 'overview-a1', 'completed', 5, ''),
              ('o-c5', 0, 1, '2026-11-20 10:20Z', 'overview-2', 'overview-a2', 'completed', 5, '');
            insert into readmodel.lead
                (id, partition, revision, scored, account, agent, score, converted, stamps) values
              ('o-l0', 0, 1, null, 'overview-1', 'overview-a1', null, true, ''),
              ('o-l1', 0, 1, '2026-11-20 10:02Z', 'overview-1', 'overview-a1', 82.5, null, ''),
              ('o-l2', 0, 1, '2026-11-20 10:05Z', 'overview-1', 'overview-a1', 90, true, '');
            """);
  }

  @AfterAll
  static void backToTheTimeOfOthers() {
    server.bean(SettableClock.class).run();
  }

  @Test
  void an_overview_says_everything_of_its_window() {
    assertThat(server.get(OVERVIEW, READ).body())
        .isEqualTo(
            """
            {"kpis":[\
            {"key":"totalLeads","label":"Leads","value":6,"previous":4,"changePct":50.0,"unit":"count"},\
            {"key":"totalInteractions","label":"Conversations","value":15,"previous":10,\
            "changePct":50.0,"unit":"count"},\
            {"key":"leadsConverted","label":"Leads converted","value":2,"previous":1,\
            "changePct":100.0,"unit":"count"},\
            {"key":"conversionRate","label":"Conversion rate","value":33.3,"previous":25.0,\
            "changePct":33.3,"unit":"percent"},\
            {"key":"avgConversationsPerHour","label":"Conversations per active hour","value":5.0,\
            "previous":5.0,"changePct":0.0,"unit":"perHour"},\
            {"key":"avgLeadScore","label":"Average lead score","value":60.1,"previous":55.0,\
            "changePct":9.2,"unit":"score"},\
            {"key":"callSuccessRate","label":"Call success rate","value":76.9,"previous":62.5,\
            "changePct":23.1,"unit":"percent"}],\
            "credits":{"current":92.4875,"usedThisMonth":12.5,"remaining":79.9875},\
            "agents":{"total":3,"active":2,"draft":1,"inactive":0},\
            "conversations":{"total":15,"successful":10,"failed":3,"inProgress":2,\
            "successRate":76.9,"totalDurationSeconds":1505,"avgDurationSeconds":115.8},\
            "leads":{"total":6,"qualified":3,"converted":2,"avgScore":60.1,"conversionRate":33.3},\
            "recentActivity":[\
            {"id":"o-c2","type":"call","agentId":"unheard-of","agentName":null,\
            "status":"in_progress","durationSeconds":null,"leadScore":null,\
            "occurredAt":"2026-11-20T10:05:00Z"},\
            {"id":"o-l2","type":"lead","agentId":"overview-a1","agentName":"Front desk",\
            "status":"converted","durationSeconds":null,"leadScore":90,\
            "occurredAt":"2026-11-20T10:05:00Z"},\
            {"id":"o-l1","type":"lead","agentId":"overview-a1","agentName":"Front desk",\
            "status":"scored","durationSeconds":null,"leadScore":82.5,\
            "occurredAt":"2026-11-20T10:02:00Z"},\
            {"id":"o-c1","type":"call","agentId":"overview-a1","agentName":"Front desk",\
            "status":"completed","durationSeconds":95,"leadScore":null,\
            "occurredAt":"2026-11-20T10:00:00Z"},\
            {"id":"o-c3","type":"call","agentId":"overview-a2","agentName":null,\
            "status":"failed","durationSeconds":0,"leadScore":null,\
            "occurredAt":"2026-11-19T10:00:00Z"}],\
            "cacheInfo":{"source":"database","calculatedAt":"2026-11-20T10:30:20.500Z",\
            "expiresAt":"2026-11-20T10:35:20.500Z","asOf":"2026-11-20T10:29:59.800Z"}}""");
  }

  @Test
  void nothing_at_all_is_zeros_and_nulls() {
    JsonNode overview = server.json(OVERVIEW, TestTokens.of("nobody", "calls.read"));
    assertThat(overview.get("kpis").toString())
        .contains(
            "\"value\":0,\"previous\":0,\"changePct\":null,\"unit\":\"count\"",
            "\"value\":null,\"previous\":null,\"changePct\":null,\"unit\":\"percent\"");
    assertThat(overview.get("credits").toString())
        .isEqualTo("{\"current\":0,\"usedThisMonth\":0,\"remaining\":0}");
    assertThat(overview.get("agents").toString())
        .isEqualTo("{\"total\":0,\"active\":0,\"draft\":0,\"inactive\":0}");
    assertThat(overview.get("conversations").toString())
        .isEqualTo(
            "{\"total\":0,\"successful\":0,\"failed\":0,\"inProgress\":0,\"successRate\":null,"
                + "\"totalDurationSeconds\":0,\"avgDurationSeconds\":null}");
    assertThat(overview.get("leads").toString())
        .isEqualTo(
            "{\"total\":0,\"qualified\":0,\"converted\":0,\"avgScore\":null,"
                + "\"conversionRate\":null}");
    assertThat(overview.get("recentActivity").toString()).isEqualTo("[]");
  }

  @Test
  void an_answer_from_memory_says_so_and_has_the_same_tag() {
    String token = TestTokens.of("overview-2", "calls.read");
    HttpResponse<String> first = server.get(OVERVIEW, token);
    server.bean(SettableClock.class).stopAt(NOW.plusSeconds(1));
    try {
      HttpResponse<String> second = server.get(OVERVIEW, token);
      assertThat(QueryServer.parse(second.body()).get("cacheInfo").toString())
          .isEqualTo(
              "{\"source\":\"memory\",\"calculatedAt\":\"2026-11-20T10:30:20.500Z\","
                  + "\"expiresAt\":\"2026-11-20T10:35:20.500Z\","
                  + "\"asOf\":\"2026-11-20T10:29:59.800Z\"}");
      String etag = first.headers().firstValue("ETag").orElseThrow();
      assertThat(second.headers().firstValue("ETag")).contains(etag);
      assertThat(second.headers().firstValue("Age")).contains("1");
      assertThat(second.headers().firstValue("Tidemark-As-Of")).contains(AS_OF.toString());
      assertThat(second.headers().firstValue("Tidemark-Lag")).contains("0");
      assertThat(
              server
                  .send(
                      OVERVIEW,
                      request ->
                          request
                              .header("Authorization", "Bearer " + token)
                              .header("If-None-Match", etag))
                  .statusCode())
          .isEqualTo(304);
    } finally {
      server.bean(SettableClock.class).stopAt(NOW);
    }
  }

  @Test
  void an_account_is_reached_by_its_own_token_or_an_admin_and_is_unknown_to_everyone_else() {
    assertThat(server.get(OVERVIEW + "?userId=overview-1", READ).statusCode()).isEqualTo(200);
    assertThat(server.json(OVERVIEW + "?userId=overview-1", ADMIN).at("/leads/total").asInt())
        .isEqualTo(6);
    assertThat(server.json(OVERVIEW, ADMIN).at("/leads/total").asInt()).isZero();
    for (String other : new String[] {"overview-2", "unheard-of", "%20", "overview-1%20", ""}) {
      HttpResponse<String> response = server.get(OVERVIEW + "?userId=" + other, READ);
      assertThat(response.statusCode()).as(other).isEqualTo(404);
      assertThat(response.body()).doesNotContain("kpis");
    }
  }

  @Test
  void an_admin_is_told_what_an_id_is() {
    for (String id : new String[] {"", "%20", "a%01b", "x".repeat(129)}) {
      HttpResponse<String> response = server.get(OVERVIEW + "?userId=" + id, ADMIN);
      assertThat(response.statusCode()).as(id).isEqualTo(400);
      assertThat(QueryServer.parse(response.body()).at("/errors/0/parameter").asString())
          .isEqualTo("userId");
    }
  }
}
