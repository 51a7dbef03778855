package io.tidemark.query.calling;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.tidemark.query.Eventually;
import io.tidemark.query.QueryServer;
import io.tidemark.query.ReadModel;
import io.tidemark.testkit.TestTokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the voice provider says of agents, in answers whose rows are cached. */
class AgentConfigsTest {

  private static final String READ = TestTokens.of("configs", "calls.read");

  private static HttpServer provider;
  private static QueryServer server;

  @BeforeAll
  static void start() throws IOException {
    provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    provider.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    provider.createContext(
        "/v1/convai/agents/",
        exchange -> {
          try {
            if (exchange.getRequestURI().getPath().endsWith("slow")) {
              Thread.sleep(5_000);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          byte[] config = "{\"voice\": \"calm\"}".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, config.length);
          exchange.getResponseBody().write(config);
          exchange.close();
        });
    provider.start();
    server =
        QueryServer.start(
            Map.of(
                "tidemark.voice.base-url",
                "http://localhost:" + provider.getAddress().getPort(),
                "tidemark.voice.api-key",
                "secret",
                "tidemark.voice.budget",
                "250ms"));
    new ReadModel(server.database())
        .commit(
            Instant.parse("2026-11-20T10:00:00Z"),
            """
            insert into readmodel.agent
                (id, partition, revision, created, account, name, external_id, status, stamps)
            values
              ('cfg-1', 0, 1, '2026-01-01Z', 'configs', 'A', 'quick', 'active', ''),
              ('cfg-2', 0, 1, '2026-01-01Z', 'configs', 'B', 'slow', 'active', ''),
              ('cfg-3', 0, 1, '2026-01-01Z', 'configs', 'C', null, 'active', '')
            """);
  }

  @AfterAll
  static void stop() {
    server.close();
    provider.stop(0);
  }

  private static HttpResponse<String> agents() {
    return server.get("/api/agents", READ);
  }

  @Test
  void a_page_has_what_the_provider_said_in_time() {
    agents(); // connections, classes
    long began = System.nanoTime();
    HttpResponse<String> page = agents();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(350));
    JsonNode items = QueryServer.parse(page.body()).get("items");
    assertThat(items.at("/0/config").toString()).isEqualTo("{\"voice\":\"calm\"}");
    assertThat(items.at("/0/configStatus").asString()).isIn("live", "cached");
    assertThat(items.at("/0/configAge").asInt(-1)).isBetween(0, 60);
    assertThat(items.get(1).toString())
        .endsWith("\"config\":null,\"configStatus\":\"unavailable\",\"configAge\":null}");
    assertThat(items.get(2).toString())
        .endsWith("\"config\":null,\"configStatus\":\"none\",\"configAge\":null}");
    assertThat(server.json("/api/agents/cfg-1", READ).at("/config/voice").asString())
        .isEqualTo("calm");
  }

  @Test
  void the_tag_is_of_the_configurations_too_but_not_of_their_age() throws InterruptedException {
    Eventually.holds(() -> agents().body().contains("\"configStatus\":\"cached\""));
    String etag = agents().headers().firstValue("ETag").orElseThrow();
    Thread.sleep(1_100); // older by a second
    assertThat(agents().headers().firstValue("ETag")).contains(etag);
    assertThat(
            server
                .send(
                    "/api/agents",
                    request ->
                        request
                            .header("Authorization", "Bearer " + READ)
                            .header("If-None-Match", etag))
                .statusCode())
        .isEqualTo(304);
  }
}
