package io.tidemark.command.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.command.CommandServer;
import io.tidemark.testkit.TestTokens;
import io.tidemark.web.Problem.InvalidInput;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a request is named, together with what is allowed. */
class ValidationTest {

  private static final String BOOKINGS = "/api/v1/bookings";
  private static final CommandServer server = CommandServer.shared();

  private static final String AMOUNT =
      "a decimal number (or the same as a string) with at most 4 decimals, below 10^15";
  private static final String ID = "1 to 128 visible characters";

  record Wrong(String body, InvalidInput expected) {}

  private static Wrong wrong(String body, String field, @Nullable String value, String allowed) {
    return new Wrong(body, new InvalidInput(field, value, allowed));
  }

  static final List<Wrong> WRONG =
      List.of(
          wrong("{}", "amount", null, AMOUNT),
          wrong("{\"amount\":null}", "amount", "null", AMOUNT),
          wrong("{\"amount\":\"a lot\"}", "amount", "a lot", AMOUNT),
          wrong("{\"amount\":1.23456}", "amount", "1.23456", AMOUNT),
          wrong("{\"amount\":1,\"currency\":\"USD\"}", "currency", "USD", "EUR"),
          wrong("{\"amount\":1,\"customerId\":\"a b\"}", "customerId", "a b", ID),
          wrong("{\"amount\":1,\"id\":\"\"}", "id", "", ID),
          wrong("{\"amount\":1,\"id\":7}", "id", "7", ID),
          wrong(
              "{\"amount\":1,\"scheduledFor\":\"tomorrow\"}",
              "scheduledFor",
              "tomorrow",
              "a time with offset as in RFC 3339, like 2026-11-20T10:30:00Z"));

  @ParameterizedTest
  @FieldSource("WRONG")
  void a_field_that_is_wrong_is_named_with_what_is_allowed(Wrong wrong) {
    HttpResponse<String> response = server.post(BOOKINGS, "bookings.write", wrong.body());
    assertThat(response.statusCode()).isEqualTo(422);
    var error = CommandServer.parse(response.body()).at("/errors/0");
    assertThat(
            new InvalidInput(
                error.get("parameter").asString(),
                error.path("value").asString(null),
                error.get("allowed").asString()))
        .isEqualTo(wrong.expected());
  }

  @Test
  void a_word_that_is_not_known_gets_those_that_are() {
    HttpResponse<String> response =
        server.call(
            "PUT",
            "/api/v1/providers/p1/goals",
            TestTokens.withScope("goals.write"),
            "{\"granularity\":\"year\",\"periodStart\":\"2026-01-01\",\"amount\":1}");
    assertThat(CommandServer.parse(response.body()).at("/errors/0/allowed").asString())
        .isEqualTo("one of day, week, month");
  }

  @Test
  void fields_that_are_not_known_are_ignored_and_amounts_are_kept_to_the_digit()
      throws SQLException {
    String id = "b-" + UUID.randomUUID();
    HttpResponse<String> response =
        server.post(
            BOOKINGS,
            "bookings.write",
            "{\"id\":\"%s\",\"amount\":123456789012345.6780,\"colour\":[1]}".formatted(id));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    assertThat(server.stored(id))
        .containsExactly("io.tidemark.booking.created {\"amount\":123456789012345.6780}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "7", "\"text\"", "null", "{", "{\"amount\":1}{}"})
  void a_body_that_is_no_object_is_a_400(String body) {
    HttpResponse<String> response = server.post(BOOKINGS, "bookings.write", body);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(CommandServer.parse(response.body()).at("/errors/0/parameter").asString())
        .isEqualTo("body");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/xml", "nonsense"})
  void a_body_that_is_not_json_is_a_415(String type) {
    HttpResponse<String> response =
        server.send(
            BOOKINGS,
            request ->
                request
                    .POST(BodyPublishers.ofString("{\"amount\":1}"))
                    .header("Content-Type", type)
                    .header("Authorization", "Bearer " + TestTokens.withScope("bookings.write")));
    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(CommandServer.parse(response.body()).at("/errors/0/parameter").asString())
        .isEqualTo("Content-Type");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%20", "a%20b", "a%0Ab", "%E2%80%AE"})
  void what_cannot_be_an_id_is_a_404_that_names_it(String id) {
    HttpResponse<String> response =
        server.post(BOOKINGS + "/" + id + "/confirm", "bookings.write", "");
    assertThat(response.statusCode()).isIn(400, 404);
  }

  @Test
  void an_id_that_is_too_long_is_a_404_that_names_it() {
    HttpResponse<String> response =
        server.post(BOOKINGS + "/" + "x".repeat(129) + "/confirm", "bookings.write", "");
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(CommandServer.parse(response.body()).at("/errors/0/parameter").asString())
        .isEqualTo("id");
  }
}
