package io.tidemark.query.voice;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.temporaryRedirect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import io.tidemark.query.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider that does what it should not. */
class VoiceFailuresTest {

  private static final Provider provider = new Provider();

  @AfterAll
  static void stop() {
    provider.close();
  }

  @BeforeEach
  void reset() {
    provider.reset();
  }

  static Stream<Arguments> what_it_may_answer() {
    String half = "{\"agent_id\":\"a1\",";
    return Stream.of(
        arguments("server_error", aResponse().withStatus(500)),
        arguments("server_error", aResponse().withStatus(503).withHeader("Retry-After", "soon")),
        arguments("server_error", aResponse().withStatus(408)),
        arguments("rejected", aResponse().withStatus(422)),
        arguments("not_found", aResponse().withStatus(404).withBody("x".repeat(100_000))),
        arguments("unauthorized", aResponse().withStatus(401)),
        arguments("unauthorized", aResponse().withStatus(403)),
        arguments("rate_limited", aResponse().withStatus(429)),
        arguments("redirect", temporaryRedirect("https://elsewhere.example/")),
        arguments("malformed", ok("<html>")),
        arguments("malformed", ok("")),
        arguments("malformed", ok("[{}]")),
        arguments("malformed", ok("null")),
        arguments("malformed", ok(half)),
        arguments("malformed", ok("{} {}")),
        arguments("malformed", ok("{\"a\":" + "[".repeat(100_000) + "}")),
        arguments("malformed", ok().withBody(new byte[] {'{', '"', (byte) 0xed, (byte) 0xa0, '"'})),
        arguments("too_large", okJson("{\"a\":\"" + "x".repeat(257 << 10) + "\"}")),
        arguments("network", aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)),
        arguments("network", aResponse().withFault(Fault.EMPTY_RESPONSE)),
        arguments("network", aResponse().withFault(Fault.MALFORMED_RESPONSE_CHUNK)),
        arguments("timeout", okJson("{}").withFixedDelay(5_000)),
        arguments("timeout", okJson(half + "\"x\":1}").withChunkedDribbleDelay(5, 5_000)));
  }

  @ParameterizedTest
  @MethodSource("what_it_may_answer")
  void a_bad_answer_is_counted_and_the_agent_is_unavailable(
      String kind, ResponseDefinitionBuilder answer) {
    provider.answersAll(answer);
    ProviderConfigurations client = provider.client(Map.of("timeout", "250ms", "budget", "1s"));
    assertThat(Provider.of(client, "a1")).isEqualTo(VoiceConfiguration.UNAVAILABLE);
    assertThat(provider.errors(kind)).isEqualTo(1);
    assertThat(
            provider.meters.get("tidemark.voice.requests").tag("outcome", "error").timer().count())
        .isEqualTo(1);
    int requests = provider.requests(); // java.net.http itself tries a broken connection again
    // and is not asked for again by the next page, which waits for nothing
    long began = System.nanoTime();
    assertThat(Provider.of(client, "a1")).isEqualTo(VoiceConfiguration.UNAVAILABLE);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(800));
    assertThat(provider.requests()).isEqualTo(requests);
  }

  @Test
  void where_nobody_listens_the_page_does_not_wait() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    ProviderConfigurations client =
        provider.client(Map.of("base-url", "http://localhost:" + port, "budget", "10s"));
    long began = System.nanoTime();
    assertThat(client.of(Provider.page(500)).values())
        .containsOnly(VoiceConfiguration.UNAVAILABLE)
        .hasSize(500);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    assertThat(provider.errors("connect")).isGreaterThanOrEqualTo(20);
    assertThat(provider.breaker("open")).isEqualTo(1);
  }

  @Test
  void a_redirect_is_not_followed() {
    WireMockServer elsewhere = new WireMockServer(WireMockConfiguration.options().dynamicPort());
    elsewhere.start();
    try {
      provider.answersAll(temporaryRedirect(elsewhere.baseUrl()));
      ProviderConfigurations client = provider.client(Map.of("budget", "5s"));
      client.of(Provider.page(5));
      assertThat(provider.requests()).isEqualTo(5);
      assertThat(elsewhere.getAllServeEvents()).isEmpty();
    } finally {
      elsewhere.stop();
    }
  }

  @Test
  void of_an_answer_too_large_only_so_much_is_read() {
    provider.answersAll(okJson("{\"a\":\"" + "x".repeat(20 << 20) + "\"}"));
    ProviderConfigurations client =
        provider.client(Map.of("budget", "5s", "max-bytes", "1KB", "timeout", "30s"));
    assertThat(Provider.of(client, "a1").status()).isEqualTo(ConfigStatus.UNAVAILABLE);
    assertThat(provider.errors("too_large")).isEqualTo(1);
    provider.answersAll(okJson("{\"a\":\"" + "x".repeat(1024 - 8) + "\"}")); // 1 kB in all
    assertThat(Provider.of(client, "a2").status()).isEqualTo(ConfigStatus.LIVE);
  }

  @Test
  void an_attempt_that_hangs_gives_its_place_to_the_next() {
    provider.answers("a1", okJson("{}").withChunkedDribbleDelay(2, 60_000));
    provider.answers("a2", okJson("{}"));
    ProviderConfigurations client =
        provider.client(Map.of("concurrency", "1", "timeout", "200ms", "budget", "20ms"));
    client.of(List.of("a1"));
    client.of(List.of("a2"));
    Eventually.holds(() -> Provider.of(client, "a2").status() == ConfigStatus.CACHED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://provider.example",
        "ftp://localhost",
        "https:///path",
        "http://127.0.0.1.example",
        "https://user@provider.example",
        "https://provider.example?x",
        "https://provider.example#x"
      })
  void the_base_url_must_keep_the_key_safe(String url) {
    assertThatThrownBy(() -> provider.properties(Map.of("base-url", url)))
        .rootCause()
        .hasMessageContaining("tidemark.voice.base-url must");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://provider.example/eu/", "http://127.0.0.1:8089", "http://[::1]"})
  void the_base_url_may_be_https_or_loopback(String url) {
    assertThat(provider.properties(Map.of("base-url", url)).baseUrl()).hasToString(url);
  }

  @Test
  void the_key_is_never_printed() {
    String key = "sk_secret\nkey";
    VoiceProperties properties = provider.properties(Map.of("api-key", key));
    assertThat(properties.toString()).doesNotContain("secret");
    assertThatThrownBy(() -> new VoiceProvider(properties, key, Clock.systemUTC()))
        .hasMessageContaining("tidemark.voice.api-key")
        .hasMessageNotContaining("secret");
  }
}
