package io.tidemark.query.voice;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.query.Eventually;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A provider that answers, sooner or later. */
class VoiceConfigurationsTest {

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

  private static ConfigStatus status(ProviderConfigurations client, String id) {
    return Provider.of(client, id).status();
  }

  private static long millis(Runnable work) {
    long began = System.nanoTime();
    work.run();
    return Duration.ofNanos(System.nanoTime() - began).toMillis();
  }

  @Test
  void a_page_of_500_agents_is_live_and_cached_from_then_on() {
    provider.answers(0);
    ProviderConfigurations client = provider.client(Map.of("budget", "10s"));
    Map<String, VoiceConfiguration> first = client.of(Provider.page(500));
    assertThat(first).hasSize(500);
    first.forEach(
        (id, configuration) -> {
          assertThat(configuration.status()).isEqualTo(ConfigStatus.LIVE);
          assertThat(configuration.json()).isEqualTo(Provider.config(id));
        });
    Map<String, VoiceConfiguration> second = client.of(Provider.page(500));
    assertThat(second.values())
        .extracting(VoiceConfiguration::status)
        .containsOnly(ConfigStatus.CACHED);
    assertThat(Provider.of(client, "a7").json()).isEqualTo(Provider.config("a7"));
    assertThat(provider.requests()).isEqualTo(500);
    assertThat(provider.meters.get("tidemark.voice.requests").tag("outcome", "ok").timer().count())
        .isEqualTo(500);
    provider
        .server()
        .verify(
            getRequestedFor(urlEqualTo("/v1/convai/agents/a7"))
                .withHeader("xi-api-key", equalTo(Provider.KEY)));
  }

  @Test
  void a_page_waits_no_longer_than_its_budget_and_what_is_late_is_there_for_the_next() {
    provider.answers(100);
    // on a busy machine no fetch may fail and be repeated: each is counted
    ProviderConfigurations client =
        provider.client(Map.of("concurrency", "8", "connect-timeout", "10s", "timeout", "30s"));
    Map<String, VoiceConfiguration> first = client.of(Provider.page(100));
    assertThat(first.values())
        .extracting(VoiceConfiguration::status)
        .contains(ConfigStatus.UNAVAILABLE)
        .isSubsetOf(ConfigStatus.LIVE, ConfigStatus.UNAVAILABLE);
    Eventually.holds(
        () ->
            client.of(Provider.page(100)).values().stream()
                .allMatch(each -> each.status() == ConfigStatus.CACHED));
    assertThat(provider.requests()).isEqualTo(100);
  }

  @Test
  void a_hanging_provider_costs_the_first_page_its_budget_and_the_second_nothing() {
    provider.answersAll(okJson("{}").withFixedDelay(20_000));
    ProviderConfigurations client = provider.client(Map.of());
    List<Long> first = new ArrayList<>();
    List<Long> second = new ArrayList<>();
    // the fastest of some, since others use this machine too
    for (int i = 0; i < 4; i++) {
      List<String> page = new ArrayList<>();
      for (String id : Provider.page(500)) {
        page.add(id + "-" + i);
      }
      first.add(millis(() -> client.of(page)));
      second.add(millis(() -> client.of(page)));
    }
    assertThat(first).allMatch(millis -> millis >= 300).anyMatch(millis -> millis < 350);
    assertThat(second).anyMatch(millis -> millis < 20);
  }

  @Test
  void no_more_is_asked_at_once_than_is_set() {
    provider.answers(20);
    ProviderConfigurations client = provider.client(Map.of("concurrency", "4", "budget", "10s"));
    client.of(Provider.page(60));
    assertThat(provider.requests()).isEqualTo(60);
    assertThat(provider.mostAtOnce()).isEqualTo(4);
  }

  @Test
  void what_is_more_than_may_wait_is_not_asked_for() {
    provider.answers(50);
    ProviderConfigurations client =
        provider.client(Map.of("concurrency", "2", "max-waiting", "10", "budget", "10s"));
    assertThat(client.of(Provider.page(30)).values())
        .filteredOn(each -> each.status() == ConfigStatus.LIVE)
        .hasSizeBetween(10, 20);
    assertThat(provider.errors("crowded")).isGreaterThanOrEqualTo(10);
    assertThat(provider.requests()).isLessThanOrEqualTo(20);
  }

  @Test
  void any_number_of_pages_wait_for_one_fetch_of_an_agent()
      throws ExecutionException, InterruptedException {
    provider.answers(200);
    ProviderConfigurations client = provider.client(Map.of("budget", "10s"));
    List<Future<ConfigStatus>> pages = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 50; i++) {
        pages.add(callers.submit(() -> status(client, "a1")));
      }
      for (Future<ConfigStatus> page : pages) {
        assertThat(page.get()).isIn(ConfigStatus.LIVE, ConfigStatus.CACHED);
      }
    }
    assertThat(provider.requests()).isEqualTo(1);
  }

  @Test
  void an_expired_configuration_is_fetched_anew() {
    provider.answers(0);
    ProviderConfigurations client = provider.client(Map.of("budget", "5s"));
    provider.clock.stopAt(NOON);
    assertThat(status(client, "a1")).isEqualTo(ConfigStatus.LIVE);
    provider.clock.stopAt(NOON.plusSeconds(299));
    VoiceConfiguration cached = Provider.of(client, "a1");
    assertThat(cached.status()).isEqualTo(ConfigStatus.CACHED);
    assertThat(cached.age(provider.clock.instant())).isEqualTo(Duration.ofSeconds(299));
    // it was getting old
    Eventually.holds(() -> NOON.plusSeconds(299).equals(Provider.of(client, "a1").fetchedAt()));
    provider.clock.stopAt(NOON.plusSeconds(700));
    assertThat(status(client, "a1")).isEqualTo(ConfigStatus.LIVE);
    assertThat(provider.requests()).isEqualTo(3);
  }

  @Test
  void a_configuration_that_gets_old_is_fetched_anew_before_anyone_must_wait() {
    provider.answers(0);
    ProviderConfigurations client = provider.client(Map.of("budget", "5s"));
    provider.clock.stopAt(NOON);
    client.of(List.of("a1"));
    provider.clock.stopAt(NOON.plusSeconds(224));
    client.of(List.of("a1"));
    provider.answers("a1", okJson("{\"v\":2}"));
    provider.clock.stopAt(NOON.plusSeconds(226));
    assertThat(status(client, "a1")).isEqualTo(ConfigStatus.CACHED);
    Eventually.holds(() -> "{\"v\":2}".equals(Provider.of(client, "a1").json()));
    assertThat(status(client, "a1")).isEqualTo(ConfigStatus.CACHED);
    assertThat(provider.requests()).isEqualTo(2);
  }

  @Test
  void agents_without_a_name_at_the_provider_are_none_and_odd_names_are_never_sent() {
    provider.answersAll(okJson("{}"));
    ProviderConfigurations client = provider.client(Map.of("budget", "5s"));
    List<String> odd =
        List.of("", ".", "..", "a/b", "a?b", "a%2Fb", "ä", "x".repeat(201), "a\r\nb");
    Map<String, VoiceConfiguration> answers = client.of(odd);
    for (String id : odd) {
      assertThat(answers.get(id)).isEqualTo(VoiceConfiguration.UNAVAILABLE);
    }
    answers = client.of(Arrays.asList("a1", null, "a1", "A.b_c-d~e"));
    assertThat(answers).hasSize(2);
    assertThat(answers.getOrDefault(null, VoiceConfiguration.NONE).status())
        .isEqualTo(ConfigStatus.NONE);
    assertThat(answers.values())
        .extracting(VoiceConfiguration::status)
        .containsOnly(ConfigStatus.LIVE);
    assertThat(provider.requests()).isEqualTo(2);
  }

  @Test
  void switched_off_every_agent_is_none() {
    assertThat(Provider.of(VoiceConfigurations.OFF, "a1").status().wireName()).isEqualTo("none");
  }
}
