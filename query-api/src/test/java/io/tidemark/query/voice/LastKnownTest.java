package io.tidemark.query.voice;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.query.Eventually;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** What PostgreSQL knows of configurations. */
class LastKnownTest {

  private static final Provider provider = new Provider();
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  @AfterAll
  static void stop() {
    provider.close();
  }

  @BeforeEach
  void reset() {
    provider.reset();
  }

  private static Map<String, Known> kept() {
    try {
      return new LastKnown(provider.database(), provider.database()).read(Provider.page(500));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void after_a_restart_without_the_provider_the_last_known_is_stale() {
    provider.answers(0);
    provider.clock.stopAt(NOON);
    ProviderConfigurations before = provider.client(Map.of("budget", "10s"));
    before.of(Provider.page(500));
    before.close();
    assertThat(kept()).hasSize(500);

    provider.answersAll(serverError());
    provider.clock.stopAt(NOON.plusSeconds(60));
    ProviderConfigurations after = provider.client(Map.of("budget", "10s"));
    Map<String, VoiceConfiguration> page = after.of(Provider.page(500));
    assertThat(page).hasSize(500);
    page.forEach(
        (id, configuration) ->
            assertThat(configuration)
                .isEqualTo(new VoiceConfiguration(ConfigStatus.STALE, Provider.config(id), NOON)));
    assertThat(Provider.of(after, "a0").age(provider.clock.instant()))
        .isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void an_expired_configuration_is_stale_while_the_provider_is_away() {
    provider.answers(0);
    provider.clock.stopAt(NOON);
    ProviderConfigurations client = provider.client(Map.of("budget", "5s"));
    client.of(List.of("a1"));
    provider.answersAll(serverError());
    provider.clock.stopAt(NOON.plusSeconds(3600));
    assertThat(Provider.of(client, "a1"))
        .isEqualTo(new VoiceConfiguration(ConfigStatus.STALE, Provider.config("a1"), NOON));
  }

  @Test
  void whatever_json_can_say_is_kept_as_it_was_said() {
    String odd =
        "{ \"nul\": \"\\u0000\", \"half\": \"\\ud800\", \"n\": 1e999, \"n\": \"日本 😀\" }\n";
    provider.answersAll(okJson(odd));
    provider.client(Map.of("budget", "5s")).of(List.of("a1"));
    Eventually.holds(() -> kept().containsKey("a1"));
    assertThat(kept().get("a1")).extracting(Known::json).isEqualTo(odd);
  }

  @Test
  void an_older_configuration_never_replaces_a_newer_one() throws SQLException {
    LastKnown table = new LastKnown(provider.database(), provider.database());
    for (String version : List.of("1", "3", "2")) {
      Instant at = NOON.plusSeconds(Long.parseLong(version));
      table.write(new TreeMap<>(Map.of("a1", new Known(version, at, true))));
    }
    assertThat(kept().get("a1")).isEqualTo(new Known("3", NOON.plusSeconds(3), false));
  }

  @Test
  void without_the_database_live_configurations_are_live_and_the_others_unavailable() {
    provider.answersAll(serverError());
    provider.answers("a1", okJson(Provider.config("a1")));
    PGSimpleDataSource away = new PGSimpleDataSource();
    away.setURL("jdbc:postgresql://localhost:1/none");
    ProviderConfigurations client = provider.client(Map.of("budget", "5s"), away);
    assertThat(Provider.of(client, "a1").status()).isEqualTo(ConfigStatus.LIVE);
    assertThat(Provider.of(client, "a2").status()).isEqualTo(ConfigStatus.UNAVAILABLE);
    assertThat(provider.meters.get("tidemark.voice.store.failures").counter().count()).isPositive();
  }

  @Test
  void a_database_that_hangs_costs_no_more_than_the_budget_and_its_answer_is_not_lost()
      throws SQLException {
    provider.sql("insert into query.voice_configuration values ('a1', '{}', now())");
    provider.answersAll(serverError());
    ProviderConfigurations client = provider.client(Map.of());
    try (Connection other = provider.database().getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("lock table query.voice_configuration");
      long began = System.nanoTime();
      assertThat(Provider.of(client, "a1").status()).isEqualTo(ConfigStatus.UNAVAILABLE);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
      other.rollback();
    }
    Eventually.holds(() -> Provider.of(client, "a1").status() == ConfigStatus.STALE);
  }

  @Test
  void what_could_not_be_written_is_written_when_the_database_is_back() {
    provider.answers(0);
    AtomicInteger attempts = new AtomicInteger();
    DataSource away =
        new DelegatingDataSource(provider.database()) {
          @Override
          public Connection getConnection() throws SQLException {
            // the first reads, the second writes
            if (attempts.incrementAndGet() <= 2) {
              throw new SQLException("the database is away");
            }
            return super.getConnection();
          }
        };
    provider.client(Map.of("budget", "5s"), away).of(Provider.page(3));
    Eventually.holds(() -> kept().size() == 3);
    assertThat(attempts.get()).isGreaterThan(2);
  }
}
