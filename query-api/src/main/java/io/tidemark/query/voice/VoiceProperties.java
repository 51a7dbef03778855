package io.tidemark.query.voice;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How the voice provider is asked. Without a key it is not asked at all.
 *
 * @param baseUrl where it is; https, or http on this machine only
 * @param apiKey what it knows us by; none switches the client off, and no agent has a configuration
 * @param budget how long a page waits for configurations at most
 * @param concurrency how many requests are sent at the same time
 * @param maxWaiting how many agents may be under way in all, waiting for their turn or for a retry;
 *     beyond it the last known configuration is all there is
 * @param connectTimeout how long a connection may take to come about
 * @param timeout how long one attempt may take, from connecting to the body's last byte
 * @param maxBytes how large a configuration may be; of a larger one the rest is not read
 * @param cacheTtl how long a configuration is good; after three quarters of it a request has it
 *     fetched anew without waiting for it
 * @param cacheSize how much memory configurations may take, about
 * @param retries how long to wait before each further attempt, in the background
 * @param maxRetryAfter the longest pause that the provider can ask for
 * @param rememberFailure how long an agent is not asked for again after its last attempt failed
 * @param breakerCalls of how many attempts half must fail for the circuit breaker to open
 * @param breakerOpen how long nothing is sent then, until one attempt decides how it goes on
 */
@Validated
@ConfigurationProperties("tidemark.voice")
public record VoiceProperties(
    @DefaultValue("https://api.elevenlabs.io") @NotNull URI baseUrl,
    @Nullable String apiKey,
    @DefaultValue("300ms") @DurationMin(millis = 1) @DurationMax(seconds = 10) Duration budget,
    @DefaultValue("32") @Min(1) @Max(256) int concurrency,
    @DefaultValue("2000") @Min(1) @Max(100_000) int maxWaiting,
    @DefaultValue("1s") @DurationMin(millis = 1) @DurationMax(minutes = 1) Duration connectTimeout,
    @DefaultValue("3s") @DurationMin(millis = 1) @DurationMax(minutes = 1) Duration timeout,
    @DefaultValue("256KB") @NotNull DataSize maxBytes,
    @DefaultValue("5m") @DurationMin @DurationMax(days = 1) Duration cacheTtl,
    @DefaultValue("64MB") @NotNull DataSize cacheSize,
    @DefaultValue({"1s", "2s", "4s"}) @Size(max = 10) List<@DurationMin @DurationMax(minutes = 10) Duration> retries,
    @DefaultValue("1m") @DurationMin @DurationMax(hours = 1) Duration maxRetryAfter,
    @DefaultValue("30s") @DurationMin @DurationMax(hours = 1) Duration rememberFailure,
    @DefaultValue("20") @Min(1) @Max(10_000) int breakerCalls,
    @DefaultValue("30s") @DurationMin(millis = 1) @DurationMax(hours = 1) Duration breakerOpen) {

  public VoiceProperties {
    retries = List.copyOf(retries);
    // the key goes with every request: never in the clear over a network
    if (baseUrl.getHost() == null || !(isHttps(baseUrl) || isHere(baseUrl))) {
      throw new IllegalArgumentException(
          "tidemark.voice.base-url must be an https URL, or http on this machine's loopback");
    }
    if (baseUrl.getUserInfo() != null
        || baseUrl.getQuery() != null
        || baseUrl.getFragment() != null) {
      throw new IllegalArgumentException(
          "tidemark.voice.base-url must have no user, query or fragment");
    }
    if (maxBytes.toBytes() < 1 || maxBytes.toBytes() > 64 << 20) {
      throw new IllegalArgumentException("tidemark.voice.max-bytes must be 1 B to 64 MB");
    }
  }

  boolean isHttps() {
    return isHttps(baseUrl);
  }

  private static boolean isHttps(URI url) {
    return "https".equalsIgnoreCase(url.getScheme());
  }

  private static boolean isHere(URI url) {
    String host = url.getHost().toLowerCase(Locale.ROOT);
    return "http".equalsIgnoreCase(url.getScheme())
        && (host.equals("localhost")
            || host.equals("[::1]")
            || host.matches("127(\\.\\d{1,3}){3}"));
  }

  /** Without the key, wherever it may be printed. */
  @Override
  public String toString() {
    return "VoiceProperties[baseUrl=%s, apiKey=%s]"
        .formatted(baseUrl, apiKey == null ? "none" : "…");
  }
}
