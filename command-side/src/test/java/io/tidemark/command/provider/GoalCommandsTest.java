package io.tidemark.command.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.command.CommandServer;
import io.tidemark.testkit.TestTokens;
import io.tidemark.web.Tidemark;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Goals over HTTP, down to the rows of the event store. */
class GoalCommandsTest {

  private static final CommandServer server = CommandServer.shared();

  private final String provider = "p-" + UUID.randomUUID();
  private final String id = "goal:month:" + provider + ":north";

  private HttpResponse<String> put(String body, String... headers) {
    return server.call(
        "PUT",
        "/api/v1/providers/" + provider + "/goals",
        TestTokens.withScope("goals.write"),
        body,
        headers);
  }

  private static String body(String start, String amount) {
    return """
        {"locationId":"north","granularity":"month","periodStart":"%s","amount":%s}
        """
        .formatted(start, amount);
  }

  private static String error(HttpResponse<String> response, String field) {
    return CommandServer.parse(response.body()).at("/errors/0/" + field).asString();
  }

  @Test
  void a_goal_is_set_and_cleared() throws SQLException {
    HttpResponse<String> set = put(body("2026-01-01", "50000.10"));
    assertThat(set.statusCode()).as(set.body()).isEqualTo(200);
    assertThat(CommandServer.parse(set.body()).get("id").asString()).isEqualTo(id);
    assertThat(set.headers().firstValue("ETag")).contains("\"1\"");
    assertThat(Tidemark.parse(set.headers().firstValue("Tidemark").orElseThrow()).marks())
        .singleElement()
        .isInstanceOfSatisfying(
            Tidemark.Mark.Stored.class,
            mark -> assertThat(mark.topic()).isEqualTo("tidemark.production"));
    assertThat(put(body("2026-03-01", "null")).statusCode()).isEqualTo(200);
    String said =
        "{\"providerId\":\"%s\",\"locationId\":\"north\",\"granularity\":\"month\","
            .formatted(provider);
    assertThat(server.stored(id))
        .containsExactly(
            "io.tidemark.goal.set " + said + "\"periodStart\":\"2026-01-01\",\"amount\":50000.10}",
            "io.tidemark.goal.cleared " + said + "\"periodStart\":\"2026-03-01\"}");
  }

  @Test
  void what_is_set_already_is_answered_and_not_stored_again() throws SQLException {
    HttpResponse<String> first = put(body("2026-01-01", "100"));
    HttpResponse<String> again = put(body("2026-01-01", "100.00"));
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.headers().firstValue("Tidemark"))
        .isEqualTo(first.headers().firstValue("Tidemark"));
    assertThat(server.stored(id)).hasSize(1);
  }

  @Test
  void what_is_not_set_cannot_be_cleared() throws SQLException {
    HttpResponse<String> response = put(body("2026-01-01", "null"));
    assertThat(response.statusCode()).isEqualTo(409);
    assertThat(error(response, "allowed")).isEqualTo("set");
    assertThat(server.stored(id)).isEmpty();
  }

  @Test
  void a_period_begins_on_its_first_day() {
    HttpResponse<String> response = put(body("2026-01-02", "1"));
    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(error(response, "parameter")).isEqualTo("periodStart");
    assertThat(error(response, "value")).isEqualTo("2026-01-02");
    assertThat(error(response, "allowed")).isEqualTo("the first day of a month");
  }

  @Test
  void an_amount_that_is_left_out_clears_nothing() {
    put(body("2026-01-01", "100"));
    HttpResponse<String> response =
        put("{\"locationId\":\"north\",\"granularity\":\"month\",\"periodStart\":\"2026-01-01\"}");
    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(error(response, "parameter")).isEqualTo("amount");
  }

  @Test
  void it_may_be_for_one_revision_alone() throws SQLException {
    assertThat(put(body("2026-01-01", "1"), "If-Match", "\"1\"").statusCode()).isEqualTo(412);
    assertThat(put(body("2026-01-01", "1")).statusCode()).isEqualTo(200);
    assertThat(put(body("2026-01-01", "2"), "If-Match", "\"2\"").statusCode()).isEqualTo(412);
    assertThat(put(body("2026-01-01", "2"), "If-Match", "\"1\"").statusCode()).isEqualTo(200);
    assertThat(server.stored(id)).hasSize(2);
  }

  @Test
  void the_same_request_again_gets_the_same_answer() throws SQLException {
    String key = "k-" + provider;
    put(body("2026-01-01", "1"), "Idempotency-Key", key);
    put(body("2026-01-01", "2"));
    HttpResponse<String> again = put(body("2026-01-01", "1"), "Idempotency-Key", key);
    assertThat(again.headers().firstValue("ETag")).contains("\"1\"");
    assertThat(server.stored(id)).hasSize(2);
  }
}
