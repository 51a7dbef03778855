package io.tidemark.command;

import com.nimbusds.jose.jwk.JWKSet;
import io.tidemark.testkit.TestDatabase;
import io.tidemark.testkit.TestKafka;
import io.tidemark.testkit.TestPostgres;
import io.tidemark.testkit.TestTokens;
import io.tidemark.web.security.TokenKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The real service over a database of its own and the broker of all tests, asked over HTTP. */
public final class CommandServer implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final TestDatabase database;
  private final ConfigurableApplicationContext context;
  private final int port;

  private CommandServer(TestDatabase database, ConfigurableApplicationContext context) {
    this.database = database;
    this.context = context;
    this.port = Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
  }

  /** One for all test classes that are content with the defaults. */
  public static CommandServer shared() {
    return Shared.SERVER;
  }

  private static final class Shared {
    static final CommandServer SERVER = start(Map.of());
  }

  public static CommandServer start(Map<String, Object> properties) {
    return start(TestPostgres.freshDatabase(), properties);
  }

  public static CommandServer start(TestDatabase database, Map<String, Object> properties) {
    Map<String, Object> all = new HashMap<>();
    all.put("server.port", 0);
    all.put("spring.datasource.url", database.jdbcUrl());
    all.put("spring.datasource.username", database.username());
    all.put("spring.datasource.password", database.password());
    all.put("spring.kafka.bootstrap-servers", TestKafka.bootstrapServers());
    all.put("spring.main.banner-mode", "off");
    all.putAll(properties);
    return new CommandServer(
        database,
        new SpringApplicationBuilder(Extras.class, CommandApplication.class).properties(all).run());
  }

  /** Keys of our own. Not annotated, lest every application that scans this package gets them. */
  static class Extras {

    @Bean
    TokenKeys tokenKeys() {
      return new TokenKeys(new JWKSet(TestTokens.KEY));
    }
  }

  public TestDatabase database() {
    return database;
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  public ConfigurableApplicationContext context() {
    return context;
  }

  /** A command as JSON, by a caller who has this scope. */
  public HttpResponse<String> post(String path, String scope, String body, String... headers) {
    return send(
        path,
        request -> {
          request
              .POST(BodyPublishers.ofString(body))
              .header("Content-Type", "application/json")
              .header("Authorization", "Bearer " + TestTokens.withScope(scope));
          return headers.length == 0 ? request : request.headers(headers);
        });
  }

  public HttpResponse<String> send(String path, UnaryOperator<HttpRequest.Builder> request) {
    URI uri = URI.create("http://localhost:" + port + path);
    try {
      return HTTP.send(request.apply(HttpRequest.newBuilder(uri)).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public static JsonNode parse(String json) {
    return JSON.readTree(json);
  }

  @Override
  public void close() {
    context.close();
  }
}
