package io.tidemark.benchmarks.faults;

import com.sun.net.httpserver.HttpServer;
import io.tidemark.projection.cli.Home;
import io.tidemark.projection.cli.SigningKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Makes tokens, and publishes the key that the services check them with. */
public final class Issuer implements AutoCloseable {

  private static final Duration LIFETIME = Duration.ofHours(6);

  private final SigningKey key;
  private final HttpServer server;

  private Issuer(SigningKey key, HttpServer server) {
    this.key = key;
    this.server = server;
  }

  static Issuer start(Path folder) throws IOException {
    SigningKey key = Home.at(folder).signingKey();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] keys = key.publicJwkSet().getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/jwks",
        exchange -> {
          try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
          }
        });
    server.start();
    return new Issuer(key, server);
  }

  String keysUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/jwks";
  }

  public String token(String subject, String scope) {
    return key.token(subject, scope, LIFETIME, Instant.now());
  }

  /** A token that may publish events of any source. */
  String publisherToken() {
    return key.token("faults", "events.write", List.of("*"), LIFETIME, Instant.now());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
