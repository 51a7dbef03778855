package io.tidemark.command.provider;

import io.tidemark.events.Ids;
import io.tidemark.events.provider.Granularity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The id of a provider's goals of one granularity, at one location or wherever it works: {@code
 * goal:month:p17} or {@code goal:month:p17:north}. Where that would be too long for an id, or an id
 * in it holds a colon, so that two could come out alike, it is {@code goal#month:} and a hash.
 */
final class ProviderGoalId {

  private ProviderGoalId() {}

  static String of(String provider, @Nullable String location, Granularity granularity) {
    String period = granularity.name().toLowerCase(Locale.ROOT);
    String readable = "goal:" + period + ":" + provider + (location == null ? "" : ":" + location);
    boolean clear = provider.indexOf(':') < 0 && (location == null || location.indexOf(':') < 0);
    return clear && Ids.isValid(readable)
        ? readable
        : "goal#" + period + ":" + hash(provider + (location == null ? "" : "\0" + location));
  }

  private static String hash(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
