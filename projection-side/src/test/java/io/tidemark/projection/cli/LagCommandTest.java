package io.tidemark.projection.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code tidemark lag} says, and how it ends. */
class LagCommandTest extends CommandFixture {

  @Test
  void lag_asks_with_a_token_of_its_own_and_sums_up_by_topic() throws Exception {
    home().signingKey();
    List<String> tokens = new ArrayList<>();
    HttpServer server =
        serving(
            200,
            """
            {"asOf":"2026-11-20T09:59:59Z","lag":1500,"deadLetters":2,"groups":[],"partitions":[
              {"topic":"tidemark.bookings","partition":0,"nextOffset":1,"endOffset":1001,"lag":1000},
              {"topic":"tidemark.bookings","partition":1,"nextOffset":1,"endOffset":501,"lag":500},
              {"topic":"tidemark.staff","partition":0,"nextOffset":0,"endOffset":null,"lag":0}]}
            """,
            tokens);
    try {
      environment.put("TIDEMARK_URL", url(server));
      assertThat(run("lag")).isZero();
      assertThat(out.toString())
          .contains("1,500 events wait, as of 2026-11-20T09:59:59Z.")
          .containsPattern("tidemark.bookings +1,500")
          .contains("2 records could not be folded in");
      assertThat(SignedJWT.parse(tokens.getFirst()).getJWTClaimsSet().getStringClaim("scope"))
          .isEqualTo("system.read");
      assertThat(run("lag", "--json")).isZero();
      assertThat(out.toString()).startsWith("{\"asOf\":");
      environment.put("TIDEMARK_TOKEN", "given");
      run("lag");
      assertThat(tokens.getLast()).isEqualTo("given");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void lag_waits_until_nothing_waits_and_ends_with_1_if_the_time_is_up() throws Exception {
    home().signingKey();
    HttpServer caughtUp = serving(200, "{\"lag\":0}", new ArrayList<>());
    HttpServer behind = serving(200, "{\"lag\":5}", new ArrayList<>());
    try {
      assertThat(run(Clock.systemUTC(), "lag", "--url", url(caughtUp), "--wait", "PT20S")).isZero();
      assertThat(run(Clock.systemUTC(), "lag", "--url", url(behind), "--wait", "PT0.1S"))
          .isEqualTo(1);
    } finally {
      caughtUp.stop(0);
      behind.stop(0);
    }
  }

  @Test
  void lag_says_what_to_do_when_nothing_answers_or_the_token_is_not_accepted() throws Exception {
    home().signingKey();
    assertThat(run("lag", "--url", "http://localhost:" + freePort())).isEqualTo(4);
    assertThat(err.toString())
        .contains("No Tidemark answers at localhost:")
        .contains("spring-boot:run");
    Map<Integer, String> answers =
        Map.of(401, "does not accept the token", 403, "system.read", 503, "answered 503");
    for (Map.Entry<Integer, String> answer : answers.entrySet()) {
      HttpServer server = serving(answer.getKey(), "{}", new ArrayList<>());
      try {
        assertThat(run("lag", "--url", url(server))).isEqualTo(answer.getKey() == 503 ? 4 : 3);
        assertThat(err.toString()).contains(answer.getValue());
      } finally {
        server.stop(0);
      }
    }
  }

  private static HttpServer serving(int status, String body, List<String> tokens)
      throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/api/v1/system/projections",
        exchange -> {
          tokens.add(exchange.getRequestHeaders().getFirst("Authorization").substring(7));
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static String url(HttpServer server) {
    return "http://localhost:" + server.getAddress().getPort();
  }
}
