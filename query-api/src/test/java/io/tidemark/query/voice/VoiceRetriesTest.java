package io.tidemark.query.voice;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.tidemark.query.Eventually;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes on in the background when the provider is in trouble. */
class VoiceRetriesTest {

  private static final Provider provider = new Provider();

  @AfterAll
  static void stop() {
    provider.close();
  }

  @BeforeEach
  void reset() {
    provider.reset();
  }

  /** A client that is in more of a hurry than by default. */
  private static ProviderConfigurations client(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(Map.of("budget", "2s", "retries", "100ms,200ms,400ms"));
    all.putAll(settings);
    return provider.client(all);
  }

  private static ConfigStatus status(ProviderConfigurations client, String id) {
    return Provider.of(client, id).status();
  }

  /** So many bad answers, then good ones. */
  private static void fails(int times, ResponseDefinitionBuilder bad) {
    for (int i = 0; i <= times; i++) {
      provider
          .server()
          .stubFor(
              get(anyUrl())
                  .inScenario("trouble")
                  .whenScenarioStateIs(i == 0 ? Scenario.STARTED : "failed " + i)
                  .willSetStateTo("failed " + Math.min(i + 1, times))
                  .willReturn(i == times ? okJson("{}") : bad));
    }
  }

  private static List<Duration> gaps() {
    List<Long> times = provider.requestTimes();
    return IntStream.range(1, times.size())
        .mapToObj(i -> Duration.ofMillis(times.get(i) - times.get(i - 1)))
        .toList();
  }

  @Test
  void by_default_retries_are_after_1_and_2_and_4_seconds() {
    assertThat(provider.properties(Map.of()).retries())
        .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));
  }

  @Test
  void a_failed_fetch_is_repeated_behind_the_page_until_it_succeeds() {
    fails(3, serverError());
    ProviderConfigurations client = client(Map.of());
    assertThat(status(client, "a1")).isEqualTo(ConfigStatus.UNAVAILABLE);
    Eventually.holds(() -> status(client, "a1") == ConfigStatus.CACHED);
    assertThat(gaps()).hasSize(3);
    assertThat(gaps().get(0)).isBetween(Duration.ofMillis(95), Duration.ofMillis(1000));
    assertThat(gaps().get(1)).isBetween(Duration.ofMillis(195), Duration.ofMillis(1000));
    assertThat(gaps().get(2)).isBetween(Duration.ofMillis(395), Duration.ofMillis(1500));
  }

  @Test
  void after_the_last_retry_the_agent_is_left_alone_for_a_while_and_then_nobody_waits_for_it() {
    provider.answersAll(serverError());
    ProviderConfigurations client =
        client(Map.of("retries", "1ms,1ms", "remember-failure", "500ms"));
    status(client, "a1");
    Eventually.holds(() -> provider.requests() == 3);
    Eventually.holds(() -> gauge("tidemark.voice.waiting") == 0);
    status(client, "a1");
    assertThat(provider.requests()).isEqualTo(3);

    provider.answersAll(okJson("{}").withFixedDelay(1000));
    Eventually.holds(
        () -> {
          long began = System.nanoTime();
          ConfigStatus status = status(client, "a1");
          assertThat(Duration.ofNanos(System.nanoTime() - began))
              .isLessThan(Duration.ofMillis(900));
          return status == ConfigStatus.CACHED;
        });
    assertThat(provider.requests()).isEqualTo(4);
    assertThat(gaps().get(2)).isGreaterThanOrEqualTo(Duration.ofMillis(490));
  }

  private static double gauge(String name) {
    return provider.meters.get(name).gauge().value();
  }

  @Test
  void a_limited_client_pauses_for_as_long_as_the_provider_says_for_all_agents() {
    fails(1, aResponse().withStatus(429).withHeader("Retry-After", "1"));
    ProviderConfigurations client = client(Map.of("concurrency", "1"));
    assertThat(client.of(Provider.page(5)).values()).containsOnly(VoiceConfiguration.UNAVAILABLE);
    assertThat(status(client, "a400")).isEqualTo(ConfigStatus.UNAVAILABLE); // not even begun
    Eventually.holds(
        () ->
            client.of(Provider.page(5)).values().stream()
                .allMatch(each -> each.status() == ConfigStatus.CACHED));
    assertThat(provider.requests()).isEqualTo(6);
    assertThat(gaps().getFirst()).isBetween(Duration.ofMillis(990), Duration.ofSeconds(3));
    assertThat(provider.breaker("closed")).isEqualTo(1);
  }

  @Test
  void a_pause_may_be_given_as_a_date_and_is_bounded() {
    String tomorrow =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            provider.clock.instant().plusSeconds(86_400).atOffset(ZoneOffset.UTC));
    fails(1, aResponse().withStatus(429).withHeader("Retry-After", tomorrow));
    ProviderConfigurations client = client(Map.of("retries", "1ms", "max-retry-after", "400ms"));
    status(client, "a1");
    Eventually.holds(() -> status(client, "a1") == ConfigStatus.CACHED);
    assertThat(gaps().getFirst()).isBetween(Duration.ofMillis(390), Duration.ofSeconds(3));
  }

  @Test
  void the_circuit_breaker_opens_tries_once_in_a_while_and_closes() {
    provider.answersAll(serverError());
    ProviderConfigurations client =
        client(Map.of("concurrency", "1", "breaker-calls", "5", "breaker-open", "300ms"));
    client.of(Provider.page(50));
    assertThat(provider.requests()).isEqualTo(5);
    assertThat(provider.breaker("open")).isEqualTo(1);
    assertThat(provider.breaker("closed")).isZero();
    assertThat(provider.errors("breaker_open")).isGreaterThanOrEqualTo(45);

    // it is tried by what is asked for, one at a time, and by nothing else
    Eventually.holds(
        () -> {
          client.of(Provider.page(50));
          return provider.requests() >= 7;
        });
    assertThat(gaps().subList(4, 6)).allMatch(gap -> gap.compareTo(Duration.ofMillis(290)) >= 0);

    provider.answersAll(okJson("{}").withFixedDelay(1000));
    Eventually.holds(
        () -> {
          long began = System.nanoTime();
          client.of(Provider.page(1));
          // nobody waits for the attempt that finds out
          assertThat(Duration.ofNanos(System.nanoTime() - began))
              .isLessThan(Duration.ofMillis(900));
          return provider.breaker("closed") == 1;
        });
    assertThat(status(client, "a499")).isEqualTo(ConfigStatus.LIVE);
  }

  @Test
  void agents_that_the_provider_does_not_know_do_not_open_the_breaker() {
    provider.answersAll(aResponse().withStatus(404));
    ProviderConfigurations client = client(Map.of("breaker-calls", "5"));
    client.of(Provider.page(50));
    assertThat(provider.requests()).isEqualTo(50);
    assertThat(provider.breaker("closed")).isEqualTo(1);
  }
}
