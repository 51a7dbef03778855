package io.tidemark.query.voice;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where an agent's configuration comes from. */
public enum ConfigStatus {
  /** From the provider, while the caller waited. */
  LIVE,
  /** From the provider a while ago, and still good. */
  CACHED,
  /** The last that is known: the provider did not answer in time. */
  STALE,
  /** None is known, and the provider did not answer in time. */
  UNAVAILABLE,
  /** There is none to ask for: no external id, or no provider is set up. */
  NONE;

  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
