package io.tidemark.query.provider;

import io.tidemark.query.cache.Answer;
import io.tidemark.query.freshness.MetricGroup;
import io.tidemark.query.freshness.Tide;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** What all answers of this package are made of. */
final class ProviderAnswers {

  private static final Set<MetricGroup> MADE_OF =
      Collections.unmodifiableSet(
          EnumSet.of(
              MetricGroup.LOCATIONS,
              MetricGroup.PROVIDERS,
              MetricGroup.PRODUCTION,
              MetricGroup.GOALS));

  private ProviderAnswers() {}

  static Answer<byte[]> of(byte[] body, Tide tide, Instant now) {
    return of(body, body, tide, now);
  }

  /**
   * @param content what the answer says, for its tag
   */
  static <B> Answer<B> of(B body, byte[] content, Tide tide, Instant now) {
    Instant asOf = tide.newestOf(MADE_OF);
    return new Answer<>(
        body,
        Answer.etagOf(content),
        asOf == null ? null : asOf.toString(),
        tide.versions(),
        MADE_OF,
        now,
        null,
        false);
  }
}
