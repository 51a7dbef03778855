package io.tidemark.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testkit.TestTokens;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ProblemsTest {

  private static final QueryServer server = QueryServer.shared();
  private static final String ADMIN = TestTokens.withScope("ops.admin");
  private static final String CONFIG = "/api/v1/ops/config";

  private static JsonNode problem(HttpResponse<String> response, int status, String code) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    JsonNode problem = QueryServer.parse(response.body());
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.get("code").asString()).isEqualTo(code);
    assertThat(problem.get("type").asString()).isEqualTo("urn:tidemark:problem:" + code);
    assertThat(problem.get("trace_id").asString()).hasSize(32);
    assertThat(response.body()).doesNotContain("Exception", "at io.", "at org.");
    return problem;
  }

  private static HttpResponse<String> put(String contentType, String body) {
    return server.send(
        CONFIG,
        request ->
            request
                .header("Authorization", "Bearer " + ADMIN)
                .header("Content-Type", contentType)
                .PUT(BodyPublishers.ofString(body)));
  }

  @Test
  void an_unknown_path_is_a_404() {
    JsonNode problem = problem(server.get("/api/v1/nothing", ADMIN), 404, "not-found");
    assertThat(problem.get("instance").asString()).isEqualTo("/api/v1/nothing");
  }

  @Test
  void another_method_is_a_405_that_names_the_right_ones() {
    HttpResponse<String> response =
        server.send(
            QueryServer.METRICS,
            request -> request.DELETE().header("Authorization", "Bearer " + ADMIN));
    problem(response, 405, "method-not-allowed");
    assertThat(response.headers().firstValue("Allow")).contains("GET");
  }

  @Test
  void an_answer_that_there_is_not_is_a_406() {
    HttpResponse<String> response =
        server.send(
            QueryServer.METRICS,
            request ->
                request.header("Authorization", "Bearer " + ADMIN).header("Accept", "text/html"));
    problem(response, 406, "not-acceptable");
  }

  @Test
  void another_kind_of_body_is_a_415() {
    problem(put("text/plain", "{}"), 415, "unsupported-media-type");
  }

  @Test
  void a_body_that_is_not_json_is_a_400() {
    for (String body : new String[] {"", "{", "{} {}", "{\"a\":1,\"a\":2}", "[".repeat(1000)}) {
      problem(put("application/json", body), 400, "malformed-content");
    }
  }

  @Test
  void a_body_beyond_1_mib_is_a_413() {
    problem(put("application/json", " ".repeat((1 << 20) + 1)), 413, "content-too-large");
  }

  @Test
  void what_the_container_rejects_is_a_problem_too() throws IOException {
    try (Socket socket = new Socket("localhost", server.uri("/").getPort())) {
      socket
          .getOutputStream()
          .write(
              "GET /a|b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answer)
          .startsWith("HTTP/1.1 400")
          .contains("application/problem+json", "\"status\":400")
          .doesNotContain("Tomcat", "<html", "Exception");
    }
  }

  @Test
  void what_the_firewall_rejects_is_a_problem_too() {
    problem(server.get("/api/v1/ops/config;x=y", ADMIN), 400, "bad-request");
  }

  @Test
  void a_query_string_that_cannot_be_decoded_is_a_400_and_never_opens_a_door() throws IOException {
    for (String path : new String[] {QueryServer.METRICS, "/api/v1/ops/audit"}) {
      for (String query : new String[] {"?period=%zz", "?limit=%zz", "?a=%ff%fe&limit=%"}) {
        assertThat(statusOf(path + query, ADMIN)).as(path + query).isEqualTo(400);
        assertThat(statusOf(path + query, "nonsense")).as(path + query).isEqualTo(401);
      }
    }
  }

  /** By a plain socket: Java's client refuses to send such a path. */
  private static int statusOf(String path, String token) throws IOException {
    try (Socket socket = new Socket("localhost", server.uri("/").getPort())) {
      socket
          .getOutputStream()
          .write(
              ("GET "
                      + path
                      + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                      + "Authorization: Bearer "
                      + token
                      + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return Integer.parseInt(answer.substring(9, 12));
    }
  }

  @Test
  void the_callers_trace_is_kept() {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    HttpResponse<String> response =
        server.send(
            QueryServer.METRICS,
            request -> request.header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01"));
    assertThat(problem(response, 401, "unauthorized").get("trace_id").asString()).isEqualTo(trace);
  }

  @Test
  void a_trace_that_is_none_is_replaced() {
    for (String parent :
        new String[] {
          "",
          "00-1-2-3",
          "00-" + "0".repeat(32) + "-00f067aa0ba902b7-01",
          "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"
        }) {
      HttpResponse<String> response =
          server.send(QueryServer.METRICS, request -> request.header("traceparent", parent));
      assertThat(problem(response, 401, "unauthorized").get("trace_id").asString())
          .matches("[0-9a-f]{32}")
          .isNotEqualTo("0".repeat(32));
    }
  }
}
