package io.tidemark.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import com.sun.net.httpserver.HttpServer;
import io.tidemark.testkit.TestDatabase;
import io.tidemark.testkit.TestTokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The service as it is deployed: keys of an issuer elsewhere, health on a port of its own. */
class ServiceTest {

  @TempDir static Path audit;

  private static HttpServer issuer;
  private static ConfigurableApplicationContext service;

  @BeforeAll
  static void start() throws IOException {
    byte[] keys =
        new JWKSet(TestTokens.KEY).toPublicJWKSet().toString().getBytes(StandardCharsets.UTF_8);
    issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    issuer.createContext(
        "/keys",
        exchange -> {
          exchange.sendResponseHeaders(200, keys.length);
          exchange.getResponseBody().write(keys);
          exchange.close();
        });
    issuer.start();
    TestDatabase database = QueryServer.newReadModel();
    service =
        new SpringApplicationBuilder(QueryApplication.class)
            .properties(
                Map.of(
                    "server.port",
                    0,
                    "management.server.port",
                    0,
                    "spring.main.banner-mode",
                    "off",
                    "spring.datasource.url",
                    database.jdbcUrl(),
                    "spring.datasource.username",
                    database.username(),
                    "spring.datasource.password",
                    database.password(),
                    "tidemark.audit.folder",
                    audit,
                    "tidemark.security.jwk-set-uri",
                    "http://127.0.0.1:" + issuer.getAddress().getPort() + "/keys"))
            .run();
  }

  @AfterAll
  static void stop() {
    service.close();
    issuer.stop(0);
  }

  @Test
  void a_token_of_the_issuer_is_believed() throws Exception {
    String token = TestTokens.withScope("ops.read");
    assertThat(get("local.server.port", QueryServer.METRICS, token).statusCode()).isEqualTo(200);
  }

  @Test
  void keys_that_are_elsewhere_are_not_published_here() throws Exception {
    assertThat(get("local.server.port", "/.well-known/jwks.json", null).statusCode())
        .isEqualTo(401);
  }

  @Test
  void health_is_told_without_a_token_on_its_own_port_alone() throws Exception {
    String readiness = "/actuator/health/readiness";
    assertThat(get("local.management.port", readiness, null).statusCode()).isEqualTo(200);
    assertThat(get("local.management.port", "/actuator/prometheus", null).body())
        .contains("tidemark_lag");
    assertThat(get("local.server.port", readiness, null).statusCode()).isEqualTo(401);
  }

  private static HttpResponse<String> get(String port, String path, @Nullable String token)
      throws IOException, InterruptedException {
    int number = Integer.parseInt(service.getEnvironment().getRequiredProperty(port));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + number + path));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request.build(), BodyHandlers.ofString());
    }
  }
}
