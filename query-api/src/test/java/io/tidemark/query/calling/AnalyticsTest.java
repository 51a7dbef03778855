package io.tidemark.query.calling;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.query.QueryServer;
import io.tidemark.query.ReadModel;
import io.tidemark.query.SettableClock;
import io.tidemark.testkit.TestTokens;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Rows in, charts out, over HTTP: each definition once. */
class AnalyticsTest {

  private static final String ANALYTICS = "/api/dashboard/analytics";
  private static final String PERFORMANCE = "/api/agents/an-a1/performance";
  private static final String READ = TestTokens.of("analytics-1", "calls.read");
  private static final String OTHER = TestTokens.of("analytics-2", "calls.read");
  private static final String ADMIN = TestTokens.of("boss", "calls.admin");
  private static final Instant NOW = Instant.parse("2026-11-20T10:30:20.5Z");

  private static final QueryServer server = QueryServer.shared();

  @BeforeAll
  static void fill() {
    server.bean(SettableClock.class).stopAt(NOW);
    new ReadModel(server.database())
        .commit(
            NOW,
            """
            insert into readmodel.calls_by_account values
              ('day', '2026-11-20', 'analytics-1', 10, 6, 2, 1000, 12.5),
              ('day', '2026-11-19', 'analytics-1',  1, 0, 0,    0,  0),
              ('day', '2026-11-17', 'analytics-1', 99, 9, 9,  999,  9),
              ('day', '2026-11-20', 'analytics-2', 77, 7, 7,  777,  7);
            insert into readmodel.calls_by_account_hour values
              ('analytics-1', '2026-11-20 09:00Z', 4, 0, 0, 0, 0),
              ('analytics-1', '2026-11-19 09:00Z', 5, 0, 0, 0, 0),
              ('analytics-1', '2026-11-18 00:00Z', 2, 0, 0, 0, 0),
              ('analytics-1', '2026-11-17 23:00Z', 9, 0, 0, 0, 0),
              ('analytics-2', '2026-11-20 09:00Z', 7, 0, 0, 0, 0);
            insert into readmodel.leads_by_score values
              ('day', '2026-11-20', 'analytics-1', 9, 2, 190,   1),
              ('day', '2026-11-20', 'analytics-1', 6, 3, 190.5, 0),
              ('day', '2026-11-18', 'analytics-1', 3, 1,  30,   1),
              ('day', '2026-11-17', 'analytics-1', 0, 9,   9,   9),
              ('day', '2026-11-20', 'analytics-2', 9, 7, 700,   7),
              -- whole months are not added up from days
              ('month', '2026-10-01', 'analytics-1', 4, 50, 2250, 0),
              ('day',   '2026-10-05', 'analytics-1', 4, 50, 2250, 0);
            insert into readmodel.calls_by_agent values
              ('day', '2026-11-20', 'analytics-1', 'an-a1',  7, 5, 1, 900, 10.25),
              ('day', '2026-11-19', 'analytics-1', 'an-a1',  1, 0, 0,   0,  0),
              ('day', '2026-11-20', 'analytics-1', 'an-new', 2, 1, 1, 100,  2.25),
              ('day', '2026-11-20', 'analytics-1', 'an-a2',  2, 2, 0,  61,  0),
              ('day', '2026-11-20', 'analytics-1', 'an-old', 9, 9, 0,  90,  0),
              ('day', '2026-11-20', 'analytics-1', 'an-x',   1, 1, 0,  10,  0),
              ('day', '2026-11-20', 'analytics-1', 'an-0',   0, 0, 0,   0,  0),
              ('day', '2026-11-17', 'analytics-1', 'an-a2', 90, 9, 9, 999,  9),
              ('month', '2026-10-01', 'analytics-1', 'an-a2', 30, 30, 0, 300, 3),
              ('day',   '2026-10-05', 'analytics-1', 'an-a2', 30, 30, 0, 300, 3),
              ('day', '2026-11-20', 'analytics-2', 'an-a1', 66, 6, 6, 666,  6);
            insert into readmodel.calls_by_agent_hour values
              ('analytics-1', 'an-a1', '2026-11-20 09:00Z', 3, 0, 0, 0, 0),
              ('analytics-1', 'an-a2', '2026-11-20 09:00Z', 2, 0, 0, 0, 0),
              ('analytics-2', 'an-a1', '2026-11-20 09:00Z', 6, 0, 0, 0, 0);
            insert into readmodel.leads_by_agent values
              ('day', '2026-11-20', 'analytics-1', 'an-a1', 4, 250, 1),
              ('day', '2026-11-17', 'analytics-1', 'an-a1', 9, 900, 9),
              ('day', '2026-11-20', 'analytics-2', 'an-a1', 9, 900, 9);
            insert into readmodel.agent
                (id, partition, revision, created, account, name, status, stamps) values
              ('an-a1',  0, 1, '2026-01-01Z', 'analytics-1', 'Front desk', 'active', ''),
              ('an-a2',  0, 1, '2026-01-01Z', 'analytics-1', 'Evenings', 'draft', ''),
              ('an-old', 0, 1, '2026-01-01Z', 'analytics-1', 'Retired', 'deleted', ''),
              ('an-x',   0, 1, '2026-01-01Z', 'analytics-2', 'Not yours', 'active', '');
            """);
  }

  @AfterAll
  static void backToTheTimeOfOthers() {
    server.bean(SettableClock.class).run();
  }

  @Test
  void charts_show_every_day_of_their_range() {
    assertThat(server.get(ANALYTICS + "?days=3", READ).body())
        .isEqualTo(
            """
            {"range":{"days":3,"from":"2026-11-18","to":"2026-11-20"},\
            "leadsOverTime":[\
            {"date":"2026-11-18","leads":1,"qualified":0,"converted":1,"avgScore":30.0},\
            {"date":"2026-11-19","leads":0,"qualified":0,"converted":0,"avgScore":null},\
            {"date":"2026-11-20","leads":5,"qualified":2,"converted":1,"avgScore":76.1}],\
            "interactionsOverTime":[\
            {"date":"2026-11-18","calls":0,"successful":0,"failed":0,"successRate":null,\
            "avgDurationSeconds":null,"creditsUsed":0},\
            {"date":"2026-11-19","calls":1,"successful":0,"failed":0,"successRate":null,\
            "avgDurationSeconds":null,"creditsUsed":0},\
            {"date":"2026-11-20","calls":10,"successful":6,"failed":2,"successRate":75.0,\
            "avgDurationSeconds":125.0,"creditsUsed":12.5}],\
            "leadQuality":{"hot":2,"warm":3,"cold":1,"buckets":[0,0,0,1,0,0,3,0,0,2]},\
            "callsByHour":[2,0,0,0,0,0,0,0,0,9,0,0,0,0,0,0,0,0,0,0,0,0,0,0],\
            "topAgents":[\
            {"agentId":"an-a1","agentName":"Front desk","calls":8,"successful":5,"failed":1,\
            "successRate":83.3,"avgDurationSeconds":150.0,"creditsUsed":10.25,"leads":4,\
            "avgLeadScore":62.5},\
            {"agentId":"an-a2","agentName":"Evenings","calls":2,"successful":2,"failed":0,\
            "successRate":100.0,"avgDurationSeconds":30.5,"creditsUsed":0,"leads":0,\
            "avgLeadScore":null},\
            {"agentId":"an-new","agentName":null,"calls":2,"successful":1,"failed":1,\
            "successRate":50.0,"avgDurationSeconds":50.0,"creditsUsed":2.25,"leads":0,\
            "avgLeadScore":null},\
            {"agentId":"an-x","agentName":null,"calls":1,"successful":1,"failed":0,\
            "successRate":100.0,"avgDurationSeconds":10.0,"creditsUsed":0,"leads":0,\
            "avgLeadScore":null}]}""");
  }

  @Test
  void a_year_counts_whole_months_once() {
    JsonNode year = server.json(ANALYTICS + "?days=365", READ);
    assertThat(year.get("range").toString())
        .isEqualTo("{\"days\":365,\"from\":\"2025-11-21\",\"to\":\"2026-11-20\"}");
    assertThat(year.get("leadsOverTime").size()).isEqualTo(365);
    assertThat(year.get("interactionsOverTime").size()).isEqualTo(365);
    assertThat(year.at("/leadQuality/buckets").toString()).isEqualTo("[9,0,0,1,50,0,3,0,0,2]");
    assertThat(year.at("/topAgents/0").toString())
        .startsWith("{\"agentId\":\"an-a2\",\"agentName\":\"Evenings\",\"calls\":122,");
  }

  @Test
  void a_week_is_the_default() {
    assertThat(server.json(ANALYTICS, READ).at("/range/days").asInt()).isEqualTo(7);
    assertThat(server.json(PERFORMANCE, READ).at("/range/days").asInt()).isEqualTo(7);
  }

  @Test
  void an_agents_performance_is_its_own_alone() {
    assertThat(server.get(PERFORMANCE + "?days=2", READ).body())
        .isEqualTo(
            """
            {"agentId":"an-a1","agentName":"Front desk",\
            "range":{"days":2,"from":"2026-11-19","to":"2026-11-20"},\
            "performance":{"conversations":8,"successRate":83.3,"avgDurationSeconds":150.0,\
            "avgDuration":"2:30","creditsUsed":10.25,"leads":4,"avgLeadScore":62.5},\
            "performanceOverTime":[\
            {"date":"2026-11-19","conversations":1,"successful":0,"failed":0,"successRate":null,\
            "avgDurationSeconds":null,"creditsUsed":0,"leads":0,"avgLeadScore":null},\
            {"date":"2026-11-20","conversations":7,"successful":5,"failed":1,"successRate":83.3,\
            "avgDurationSeconds":150.0,"creditsUsed":10.25,"leads":4,"avgLeadScore":62.5}],\
            "callsByHour":[0,0,0,0,0,0,0,0,0,3,0,0,0,0,0,0,0,0,0,0,0,0,0,0]}""");
  }

  @Test
  void another_accounts_agent_is_not_there() {
    for (String path :
        new String[] {
          PERFORMANCE,
          PERFORMANCE + "?userId=analytics-1",
          ANALYTICS + "?userId=analytics-1",
          "/api/agents/unheard-of/performance"
        }) {
      HttpResponse<String> response = server.get(path, OTHER);
      assertThat(response.statusCode()).as(path).isEqualTo(404);
      assertThat(response.body()).doesNotContain("Front desk");
    }
    assertThat(server.get("/api/agents/an-old/performance", READ).statusCode()).isEqualTo(404);
    assertThat(server.get(PERFORMANCE + "?userId=analytics-1", ADMIN).statusCode()).isEqualTo(200);
  }

  @Test
  void days_that_are_not_allowed_are_named() {
    for (String days : new String[] {"0", "366", "abc", "-1", "", "7.5", "99999999999"}) {
      for (String path : new String[] {ANALYTICS, PERFORMANCE}) {
        HttpResponse<String> response = server.get(path + "?days=" + days, READ);
        assertThat(response.statusCode()).as(days).isEqualTo(400);
        assertThat(QueryServer.parse(response.body()).at("/errors/0").toString())
            .isEqualTo(
                "{\"parameter\":\"days\",\"value\":\""
                    + days
                    + "\",\"allowed\":\"a whole number from 1 to 365\"}");
      }
    }
  }

  @Test
  void a_range_is_covered_by_as_few_rows_as_can_be() {
    Range year = Range.lastDays(365, LocalDate.of(2026, 11, 20));
    assertThat(year.cells()).hasSize(10 + 11 + 20);
    assertThat(year.cells().stream().filter(cell -> cell.grain().equals("month"))).hasSize(11);
    assertThat(Range.lastDays(28, LocalDate.of(2026, 2, 28)).cells()).hasSize(1);
    assertThat(Range.lastDays(1, LocalDate.of(2026, 2, 1)).cells()).hasSize(1);
  }
}
