package io.tidemark.web.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;

/**
 * Turns tokens into callers. Checking a signature costs more than all else in a cached read, so a
 * checked token is remembered: by the whole token, for a short while, and never beyond its expiry.
 */
final class Tokens {

  private record Checked(Caller caller, Instant expiresAt) {}

  private final JwtDecoder decoder;
  private final Cache<String, Checked> checked;

  Tokens(JwtDecoder decoder, SecurityProperties properties, Clock clock) {
    this.decoder = decoder;
    this.checked =
        Caffeine.newBuilder()
            .maximumSize(properties.tokenCacheSize())
            .expireAfter(
                Expiry.<String, Checked>creating(
                    (_, token) -> timeLeft(token, properties.tokenCacheTtl(), clock)))
            .recordStats()
            .build();
  }

  private static Duration timeLeft(Checked token, Duration longest, Clock clock) {
    Duration untilExpiry = Duration.between(clock.instant(), token.expiresAt());
    if (untilExpiry.isNegative()) {
      return Duration.ZERO; // within the allowed skew: believed once more, not remembered
    }
    return untilExpiry.compareTo(longest) < 0 ? untilExpiry : longest;
  }

  Cache<String, ?> cache() {
    return checked;
  }

  /**
   * @throws TokenRejected if the token is not good, or nobody can tell
   */
  Caller callerOf(String token) {
    Checked known = checked.getIfPresent(token);
    if (known != null) {
      return known.caller();
    }
    Checked fresh = check(token);
    checked.put(token, fresh);
    return fresh.caller();
  }

  private Checked check(String token) {
    try {
      Jwt jwt = decoder.decode(token);
      Caller caller =
          new Caller(
              Objects.requireNonNull(jwt.getSubject()),
              Permission.of(scopesOf(jwt)),
              sourcesOf(jwt));
      return new Checked(caller, Objects.requireNonNull(jwt.getExpiresAt()));
    } catch (BadJwtException e) {
      throw new TokenRejected(TokenRejected.Why.INVALID, "The token is not valid.", e);
    } catch (JwtException e) {
      throw new TokenRejected(
          TokenRejected.Why.KEYS_AWAY, "The keys of the token's issuer cannot be reached.", e);
    }
  }

  /**
   * {@code scope} is one string with blanks (RFC 8693); some issuers send a list, or {@code scp}.
   */
  private static Collection<String> scopesOf(Jwt jwt) {
    Object claim = jwt.getClaims().get("scope");
    return switch (claim == null ? jwt.getClaims().get("scp") : claim) {
      case String scope -> Arrays.asList(scope.split(" "));
      case Collection<?> scopes -> scopes.stream().map(String::valueOf).toList();
      case null, default -> List.of();
    };
  }

  /** {@code sources}, a list of texts; anything else allows none. */
  private static List<String> sourcesOf(Jwt jwt) {
    return jwt.getClaims().get("sources") instanceof Collection<?> sources
        ? sources.stream().filter(String.class::isInstance).map(String.class::cast).toList()
        : List.of();
  }
}
