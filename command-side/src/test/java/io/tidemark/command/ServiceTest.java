package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import com.sun.net.httpserver.HttpServer;
import io.tidemark.testkit.TestDatabase;
import io.tidemark.testkit.TestKafka;
import io.tidemark.testkit.TestPostgres;
import io.tidemark.testkit.TestTokens;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The service as it is deployed: keys of an issuer elsewhere, health on a port of its own. */
class ServiceTest {

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
    TestDatabase database = TestPostgres.freshDatabase();
    Map<String, Object> properties = new HashMap<>();
    properties.put("server.port", 0);
    properties.put("management.server.port", 0);
    properties.put("spring.main.banner-mode", "off");
    properties.put("spring.datasource.url", database.jdbcUrl());
    properties.put("spring.datasource.username", database.username());
    properties.put("spring.datasource.password", database.password());
    properties.put("spring.kafka.bootstrap-servers", TestKafka.bootstrapServers());
    properties.put(
        "tidemark.security.jwk-set-uri",
        "http://127.0.0.1:" + issuer.getAddress().getPort() + "/keys");
    service = new SpringApplicationBuilder(CommandApplication.class).properties(properties).run();
  }

  @AfterAll
  static void stop() {
    service.close();
    issuer.stop(0);
  }

  @Test
  void a_token_of_the_issuer_is_believed() throws Exception {
    String token = TestTokens.withScope("bookings.write");
    assertThat(post("{\"amount\": 12}", token).statusCode()).isEqualTo(201);
    assertThat(post("{\"amount\": 12}", TestTokens.withScope("ops.admin")).statusCode())
        .isEqualTo(403);
  }

  @Test
  void a_command_without_a_body_is_taken_as_curl_sends_it() throws Exception {
    String token = TestTokens.withScope("bookings.write");
    assertThat(post("{\"id\": \"as-by-curl\", \"amount\": 12}", token).statusCode()).isEqualTo(201);
    String request =
        """
        POST /api/v1/bookings/as-by-curl/confirm HTTP/1.1
        Host: localhost
        Authorization: Bearer %s
        Connection: close

        """
            .formatted(token);
    try (Socket socket = new Socket("localhost", port("local.server.port"));
        BufferedReader answer =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      socket
          .getOutputStream()
          .write(request.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
      assertThat(answer.readLine()).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void keys_that_are_elsewhere_are_not_published_here() throws Exception {
    assertThat(get("local.server.port", "/.well-known/jwks.json").statusCode()).isEqualTo(401);
  }

  @Test
  void health_is_told_without_a_token_on_its_own_port_alone() throws Exception {
    String readiness = "/actuator/health/readiness";
    assertThat(get("local.management.port", readiness).statusCode()).isEqualTo(200);
    assertThat(get("local.management.port", "/actuator/prometheus").statusCode()).isEqualTo(200);
    assertThat(get("local.server.port", readiness).statusCode()).isEqualTo(401);
  }

  private static HttpResponse<String> get(String port, String path) throws Exception {
    return send(request(port(port), path, null).GET().build());
  }

  private static HttpResponse<String> post(String body, String token) throws Exception {
    return send(
        request(port("local.server.port"), "/api/v1/bookings", token)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  private static HttpRequest.Builder request(int port, String path, @Nullable String token) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  private static HttpResponse<String> send(HttpRequest request)
      throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, BodyHandlers.ofString());
    }
  }

  private static int port(String property) {
    return Integer.parseInt(service.getEnvironment().getRequiredProperty(property));
  }
}
