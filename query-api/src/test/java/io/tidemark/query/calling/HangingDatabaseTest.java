package io.tidemark.query.calling;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.query.Eventually;
import io.tidemark.query.QueryServer;
import io.tidemark.query.ReadModel;
import io.tidemark.testkit.TestTokens;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What readers get while PostgreSQL does not answer: locks are held by a real transaction. */
class HangingDatabaseTest {

  private static final String OVERVIEW = "/api/dashboard/overview";
  private static final Instant AS_OF = Instant.parse("2026-11-20T10:00:00Z");

  private static final QueryServer server =
      QueryServer.start(Map.of("tidemark.database.query-timeout", "300ms"));
  private static final ReadModel rows = new ReadModel(server.database());

  @BeforeAll
  static void begin() {
    rows.commit(AS_OF, "select 1");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** Nobody can read these tables until it is closed. */
  private static Connection locked(String tables) throws SQLException {
    Connection locking = server.database().dataSource().getConnection();
    locking.setAutoCommit(false);
    try (Statement statement = locking.createStatement()) {
      statement.execute("lock table " + tables + " in access exclusive mode");
    }
    return locking;
  }

  private static HttpResponse<String> get(String path, String account) {
    long began = System.nanoTime();
    HttpResponse<String> response = server.get(path, TestTokens.of(account, "calls.read"));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
    return response;
  }

  @Test
  void what_could_be_read_is_told_and_what_not_is_named() throws SQLException {
    try (Connection locking = locked("readmodel.leads_by_score, readmodel.calls_by_account_hour")) {
      HttpResponse<String> response = get(OVERVIEW, "partial");
      assertThat(response.statusCode()).isEqualTo(200);
      JsonNode overview = QueryServer.parse(response.body());
      assertThat(overview.get("partial").asBoolean()).isTrue();
      assertThat(overview.get("missing").toString())
          .isEqualTo("[\"kpis.avgConversationsPerHour\",\"leads\"]");
      assertThat(overview.get("leads").isNull()).isTrue();
      assertThat(overview.at("/conversations/total").asInt(-1)).isZero();
      assertThat(overview.at("/kpis/0/value").isNull()).isTrue();
      assertThat(overview.at("/kpis/1/value").asInt(-1)).isZero();
      locking.rollback();
    }
    Eventually.holds(
        () -> !QueryServer.parse(get(OVERVIEW, "partial").body()).path("partial").asBoolean());
    assertThat(get(OVERVIEW, "partial").body()).doesNotContain("\"partial\"", "\"missing\"");
  }

  @Test
  void a_whole_answer_in_memory_is_served_with_its_own_as_of() throws SQLException {
    rows.commit(AS_OF, "select 1");
    Eventually.holds(
        () ->
            get(OVERVIEW, "known")
                .headers()
                .firstValue("Tidemark-As-Of")
                .orElse("")
                .equals(AS_OF.toString()));
    try (Connection locking = locked("readmodel.leads_by_score")) {
      rows.commit(AS_OF.plusSeconds(60), "select 1");
      for (int i = 0; i < 10; i++) {
        HttpResponse<String> response = get(OVERVIEW, "known");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Tidemark-As-Of")).contains(AS_OF.toString());
        assertThat(response.body()).contains("\"asOf\":\"" + AS_OF + "\"");
        assertThat(response.body()).doesNotContain("\"partial\"");
      }
      locking.rollback();
    }
    Eventually.holds(
        () -> get(OVERVIEW, "known").body().contains("\"asOf\":\"" + AS_OF.plusSeconds(60) + "\""));
  }

  @Test
  void charts_that_could_be_read_are_told_and_the_others_are_named() throws SQLException {
    try (Connection locking = locked("readmodel.calls_by_agent")) {
      JsonNode analytics =
          QueryServer.parse(get("/api/dashboard/analytics?days=2", "partial").body());
      assertThat(analytics.get("partial").asBoolean()).isTrue();
      assertThat(analytics.get("missing").toString()).isEqualTo("[\"topAgents\"]");
      assertThat(analytics.get("topAgents").isNull()).isTrue();
      assertThat(analytics.get("callsByHour").size()).isEqualTo(24);
      locking.rollback();
    }
  }

  @Test
  void an_agent_is_told_whole_or_not_at_all_and_what_is_still_being_read_is_ended()
      throws SQLException {
    rows.commit(
        AS_OF,
        """
        insert into readmodel.agent
            (id, partition, revision, created, account, name, status, stamps)
          values ('hang-a', 0, 1, '2026-01-01Z', 'hanging', 'A', 'active', '')
        """);
    try (Connection locking = locked("readmodel.calls_by_agent, readmodel.calls_by_agent_hour")) {
      assertThat(get("/api/agents/unheard-of/performance", "hanging").statusCode()).isEqualTo(404);
      assertThat(get("/api/agents/hang-a/performance", "hanging").statusCode()).isEqualTo(503);
      assertThat(get("/api/agents", "hanging").statusCode()).isEqualTo(503);
      assertThat(get("/api/agents/hang-a", "hanging").statusCode()).isEqualTo(503);
      locking.rollback();
    }
    Eventually.holds(() -> get("/api/agents/hang-a/performance", "hanging").statusCode() == 200);
    assertThat(get("/api/agents", "hanging").statusCode()).isEqualTo(200);
  }

  @Test
  void where_nothing_can_be_read_it_is_a_503_with_a_code() throws SQLException {
    try (Connection locking =
        locked(
            """
            readmodel.calls_by_account, readmodel.calls_by_account_hour, readmodel.leads_by_score,
            readmodel.credits_by_account, readmodel.agents_by_status, readmodel.agent,
            readmodel.call, readmodel.lead
            """)) {
      HttpResponse<String> response = get(OVERVIEW, "nothing");
      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.headers().firstValue("Retry-After")).isPresent();
      assertThat(QueryServer.parse(response.body()).get("code").asString())
          .isEqualTo("read-model-unavailable");
      locking.rollback();
    }
    Eventually.holds(() -> get(OVERVIEW, "nothing").statusCode() == 200);
  }
}
