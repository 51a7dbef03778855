package io.tidemark.query.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.query.Eventually;
import io.tidemark.query.QueryServer;
import io.tidemark.testkit.TestTokens;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The entities behind a figure, for those who may see the figure. The test is the projector. */
class ExplainTest {

  private static final QueryServer server = QueryServer.start(Map.of());

  private static final String BOOKINGS =
      "/api/v1/explain?table=bookings_by_status&key=grain:day&key=period_start:2026-10-01"
          + "&key=status:confirmed";

  private static final String ANSWER =
      """
      {"table": "bookings_by_status", "key": {"grain": "day"}, "generation": 3,
       "cell": {"bookings": 2, "amount": 480.50}, "total": {"bookings": 2, "amount": 480.50},
       "exact": true, "entities": 2, "millis": 4,
       "items": [{"entity": "booking", "id": "b1", "sums": {"bookings": 1, "amount": 240.25}}],
       "next": {"entity": "booking", "id": "b1"}}
      """;

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void an_administrator_sees_the_entities_with_their_amounts_page_by_page() {
    CompletableFuture<HttpResponse<String>> asked = ask(BOOKINGS + "&limit=1", "ops.admin");
    assertThat(arguments())
        .isEqualTo(
            "{\"key\": {\"grain\": \"day\", \"status\": \"confirmed\", \"period_start\":"
                + " \"2026-10-01\"}, \"limit\": 1, \"table\": \"bookings_by_status\"}");
    finish("done", ANSWER);
    JsonNode answer = QueryServer.parse(asked.join().body());
    assertThat(answer.path("cell").path("bookings").asInt()).isEqualTo(2);
    assertThat(answer.path("cell").path("amount").decimalValue()).isEqualByComparingTo("480.50");
    assertThat(answer.path("exact").asBoolean()).isTrue();
    assertThat(answer.path("items").path(0).path("sums").path("amount").asString())
        .isEqualTo("240.25");
    String link = asked.join().headers().firstValue("Link").orElseThrow();

    CompletableFuture<HttpResponse<String>> next =
        ask(link.substring(1, link.indexOf('>')), "ops.admin");
    assertThat(arguments()).contains("\"after\": {\"id\": \"b1\", \"entity\": \"booking\"}");
    finish(
        "done",
        ANSWER.replace("\"next\": {\"entity\": \"booking\", \"id\": \"b1\"}", "\"next\": null"));
    assertThat(next.join().headers().firstValue("Link")).isEmpty();
  }

  @Test
  void who_may_not_see_revenue_does_not_see_it_here() {
    CompletableFuture<HttpResponse<String>> asked = ask(BOOKINGS, "ops.read");
    finish("done", ANSWER);
    assertThat(asked.join().statusCode()).isEqualTo(200);
    assertThat(asked.join().body()).contains("\"bookings\":2").doesNotContain("amount");
  }

  @Test
  void a_table_needs_the_permission_of_its_figures() {
    assertThat(get(BOOKINGS, "providers.read").statusCode()).isEqualTo(403);
    assertThat(get("/api/v1/explain?table=production_by_provider", "ops.admin").statusCode())
        .isEqualTo(403);
    HttpResponse<String> unknown = get("/api/v1/explain?table=orders", "ops.admin");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).contains("complaints_due");
  }

  @Test
  void another_accounts_calls_are_not_there() {
    String path = "/api/v1/explain?table=credits_by_account&key=account:";
    String own = TestTokens.with(claims -> claims.subject("u1").claim("scope", "calls.read"));
    assertThat(server.get(path + "u2", own).statusCode()).isEqualTo(404);

    CompletableFuture<HttpResponse<String>> asked =
        CompletableFuture.supplyAsync(() -> server.get(path + "u1", own));
    finish("done", ANSWER);
    assertThat(asked.join().statusCode()).isEqualTo(200);
    CompletableFuture<HttpResponse<String>> admin = ask(path + "u2", "calls.admin");
    finish("done", ANSWER);
    assertThat(admin.join().statusCode()).isEqualTo(200);
  }

  @Test
  void what_the_projector_refuses_is_told_with_what_is_allowed() {
    CompletableFuture<HttpResponse<String>> asked = ask(BOOKINGS, "ops.read");
    finish(
        "refused",
        """
        {"status": 503, "code": "too-much-to-explain", "detail": "Ask for a shorter period."}
        """);
    assertThat(asked.join().statusCode()).isEqualTo(503);
    assertThat(asked.join().body()).contains("too-much-to-explain");
  }

  @Test
  void a_key_is_given_by_column() {
    String path = "/api/v1/explain?table=credits_by_account&key=";
    assertThat(get(path + "u1", "calls.admin").statusCode()).isEqualTo(400);
    assertThat(get(path + "account:u1&key=account:u2", "calls.admin").statusCode()).isEqualTo(400);
    CompletableFuture<HttpResponse<String>> asked =
        ask(path + URLEncoder.encode("account:a,b:c", StandardCharsets.UTF_8), "calls.admin");
    assertThat(arguments()).contains("{\"account\": \"a,b:c\"}");
    finish("done", ANSWER);
    assertThat(asked.join().statusCode()).isEqualTo(200);
  }

  private static HttpResponse<String> get(String path, String scope) {
    return server.get(path, TestTokens.withScope(scope));
  }

  private static CompletableFuture<HttpResponse<String>> ask(String path, String scope) {
    return CompletableFuture.supplyAsync(() -> get(path, scope));
  }

  private static String arguments() {
    String[] found = new String[1];
    Eventually.holds(
        () -> {
          try (Connection connection = server.database().dataSource().getConnection();
              Statement select = connection.createStatement();
              ResultSet row =
                  select.executeQuery(
                      "select arguments from tidemark.request where state = 'waiting'")) {
            if (row.next()) {
              found[0] = row.getString(1);
            }
            return found[0] != null;
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        });
    return found[0];
  }

  private static void finish(String state, String outcome) {
    String finish =
        "update tidemark.request set finished_at = now(), state = '%s', outcome = '%s' where state = 'waiting'"
            .formatted(state, outcome.replace("'", "''"));
    Eventually.holds(() -> update(finish) == 1);
    update("notify tidemark_request_done");
  }

  private static int update(String sql) {
    try (Connection connection = server.database().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
