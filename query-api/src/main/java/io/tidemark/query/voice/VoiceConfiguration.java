package io.tidemark.query.voice;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an agent's configuration at the voice provider.
 *
 * @param status where it comes from
 * @param json the configuration, one JSON object in the provider's own words, checked to be
 *     well-formed: it can be written into an answer as it is; null if unavailable or none
 * @param fetchedAt when the provider said so; null exactly if {@code json} is
 */
public record VoiceConfiguration(
    ConfigStatus status, @Nullable String json, @Nullable Instant fetchedAt) {

  /** Of an agent that has no external id, and of all where no provider is set up. */
  public static final VoiceConfiguration NONE =
      new VoiceConfiguration(ConfigStatus.NONE, null, null);

  static final VoiceConfiguration UNAVAILABLE =
      new VoiceConfiguration(ConfigStatus.UNAVAILABLE, null, null);

  /** How long ago the provider said so, never negative; null if there is no configuration. */
  public @Nullable Duration age(Instant now) {
    if (fetchedAt == null) {
      return null;
    }
    return fetchedAt.isAfter(now) ? Duration.ZERO : Duration.between(fetchedAt, now);
  }
}
