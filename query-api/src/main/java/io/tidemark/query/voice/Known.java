package io.tidemark.query.voice;

import java.time.Instant;

/**
 * A configuration that the provider has given at some time.
 *
 * @param confirmed whether it was given to this process; else it was read from PostgreSQL
 */
record Known(String json, Instant fetchedAt, boolean confirmed) {

  VoiceConfiguration as(ConfigStatus status) {
    return new VoiceConfiguration(status, json, fetchedAt);
  }
}
