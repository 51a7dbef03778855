package io.tidemark.query.voice;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.extension.Parameters;
import com.github.tomakehurst.wiremock.extension.ServeEventListener;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.query.QueryServer;
import io.tidemark.query.SettableClock;
import io.tidemark.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** A voice provider that does as it is told, a database, and clients of both. */
final class Provider implements AutoCloseable {

  static final String KEY = "sk_0123456789";

  private static final String AGENTS = "/v1/convai/agents/";

  private final HikariDataSource database = pool(QueryServer.newReadModel());
  private final List<ProviderConfigurations> clients = new ArrayList<>();
  private Concurrency concurrency = new Concurrency();
  private WireMockServer server = start(concurrency);

  final SettableClock clock = new SettableClock();
  SimpleMeterRegistry meters = new SimpleMeterRegistry();

  Provider() {
    Flyway.configure()
        .dataSource(database)
        .schemas("query")
        .locations("classpath:db/query")
        .load()
        .migrate();
  }

  private static WireMockServer start(Concurrency concurrency) {
    WireMockServer server =
        new WireMockServer(options().dynamicPort().containerThreads(100).extensions(concurrency));
    server.start();
    return server;
  }

  /** Counts requests that are being answered. */
  private static final class Concurrency implements ServeEventListener {

    private final AtomicInteger now = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    @Override
    public String getName() {
      return "concurrency";
    }

    @Override
    public void beforeMatch(ServeEvent event, Parameters parameters) {
      most.accumulateAndGet(now.incrementAndGet(), Math::max);
    }

    @Override
    public void afterComplete(ServeEvent event, Parameters parameters) {
      now.decrementAndGet();
    }
  }

  /** As new: says nothing, has no clients, and nothing is known. */
  void reset() {
    closeClients();
    server.stop(); // rather than emptied: it may still be at an answer that hangs
    concurrency = new Concurrency();
    server = start(concurrency);
    clock.run();
    meters = new SimpleMeterRegistry();
    sql("truncate query.voice_configuration");
  }

  void sql(String sql) {
    try (Connection connection = database().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  DataSource database() {
    return database;
  }

  private static HikariDataSource pool(TestDatabase database) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(database.jdbcUrl());
    config.setUsername(database.username());
    config.setPassword(database.password());
    return new HikariDataSource(config);
  }

  String url() {
    return server.baseUrl();
  }

  /** Settings by their names after {@code tidemark.voice}; the others as they are by default. */
  VoiceProperties properties(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>();
    all.put("tidemark.voice.base-url", url());
    settings.forEach((name, value) -> all.put("tidemark.voice." + name, value));
    return new Binder(new MapConfigurationPropertySource(all))
        .bindOrCreate("tidemark.voice", VoiceProperties.class);
  }

  ProviderConfigurations client(Map<String, String> settings) {
    return client(settings, database());
  }

  /** A client in a process of its own, so to say. */
  ProviderConfigurations client(Map<String, String> settings, DataSource database) {
    VoiceProperties properties = properties(settings);
    ProviderConfigurations client =
        new ProviderConfigurations(
            properties,
            new VoiceProvider(properties, KEY, clock),
            new LastKnown(database, database),
            new VoiceMetrics(meters),
            clock);
    clients.add(client);
    return client;
  }

  /** One agent's. */
  static VoiceConfiguration of(VoiceConfigurations client, @Nullable String id) {
    return client.of(Collections.singletonList(id)).getOrDefault(id, VoiceConfiguration.NONE);
  }

  static String config(String id) {
    return "{\"agent_id\": \"%s\", \"name\": \"Zoë 日本 😀\"}".formatted(id);
  }

  /** Answers each agent's configuration after so long. */
  void answers(int millis) {
    server.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(404)));
    // a template per agent would need an extension: a page's agents are few enough
    for (int i = 0; i < 500; i++) {
      answers("a" + i, okJson(config("a" + i)).withFixedDelay(millis));
    }
  }

  void answers(String id, ResponseDefinitionBuilder response) {
    server.stubFor(get(urlPathEqualTo(AGENTS + id)).willReturn(response));
  }

  void answersAll(ResponseDefinitionBuilder response) {
    server.stubFor(any(anyUrl()).willReturn(response));
  }

  WireMockServer server() {
    return server;
  }

  static List<String> page(int size) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      ids.add("a" + i);
    }
    return ids;
  }

  /** When requests came, oldest first, in milliseconds. */
  List<Long> requestTimes() {
    return server.getAllServeEvents().stream()
        .map(event -> event.getRequest().getLoggedDate().toInstant().toEpochMilli())
        .sorted(Comparator.naturalOrder())
        .toList();
  }

  int requests() {
    return server.getAllServeEvents().size();
  }

  int mostAtOnce() {
    return concurrency.most.get();
  }

  double errors(String kind) {
    return meters.get("tidemark.voice.errors").tag("kind", kind).counter().count();
  }

  double breaker(String state) {
    return meters.get("tidemark.voice.breaker").tag("state", state).gauge().value();
  }

  void closeClients() {
    clients.forEach(ProviderConfigurations::close);
    clients.clear();
  }

  @Override
  public void close() {
    closeClients();
    server.stop();
    database.close();
  }
}
