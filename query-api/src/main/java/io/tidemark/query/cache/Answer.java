package io.tidemark.query.cache;

import io.tidemark.query.freshness.MetricGroup;
import io.tidemark.query.freshness.Versions;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A response as it goes out, and what it was made of.
 *
 * @param <B> what is kept: mostly the ready bytes of the body
 * @param body never changed
 * @param etag weak: two answers with the same tag say the same, if not at the same time
 * @param asOf time of the newest event in it, as a header value; null before there is one
 * @param versions the state of the tables and settings that it was made of
 * @param dependsOn the metric groups that it was made of
 * @param madeAt when
 * @param changesAt when it will read otherwise without any event, since time passes; null if never
 * @param partial whether something could not be read: it is made anew as soon as it can be, and
 *     never takes the place of a whole one
 * @param stale whether it is older than its reader has asked for, and will do
 */
public record Answer<B>(
    B body,
    String etag,
    @Nullable String asOf,
    Versions versions,
    Set<MetricGroup> dependsOn,
    Instant madeAt,
    @Nullable Instant changesAt,
    boolean partial,
    boolean stale) {

  public Answer(
      B body,
      String etag,
      @Nullable String asOf,
      Versions versions,
      Set<MetricGroup> dependsOn,
      Instant madeAt,
      @Nullable Instant changesAt,
      boolean partial) {
    this(body, etag, asOf, versions, dependsOn, madeAt, changesAt, partial, false);
  }

  /** The same answer, known to hold all that is in these versions. */
  Answer<B> notBehind(Versions newer) {
    return new Answer<>(
        body, etag, asOf, versions.and(newer), dependsOn, madeAt, changesAt, partial, stale);
  }

  Answer<B> asStale() {
    return new Answer<>(body, etag, asOf, versions, dependsOn, madeAt, changesAt, partial, true);
  }

  /** A weak tag of what an answer says. Weak, since a strong one would switch compression off. */
  public static String etagOf(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      byte[] tag = Arrays.copyOf(hash, 12);
      return "W/\""
          + new String(Base64.getUrlEncoder().encode(tag), StandardCharsets.US_ASCII)
          + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
