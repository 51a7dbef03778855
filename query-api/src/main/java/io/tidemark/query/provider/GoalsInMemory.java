package io.tidemark.query.provider;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The goals that providers have had for a period in one state of all goals. Goals are changed now
 * and then, production all day long: a page that is made anew because somebody has produced
 * something does not derive its goals anew.
 */
final class GoalsInMemory {

  /** At some 150 bytes each: a hundred pages of 500. */
  private static final int MOST = 50_000;

  /**
   * What has been derived together.
   *
   * @param epoch rises when a version went back
   * @param generation of the read model
   * @param version of the goals: it rises with each commit that changes one
   */
  record State(long epoch, int generation, long version, Grain grain, LocalDate start) {}

  private record Key(String provider, State state) {}

  /** Derives what is not known yet. */
  @FunctionalInterface
  interface Derivation {
    /** By provider; without those that have none. */
    Map<String, BigDecimal> of(List<String> providers) throws SQLException;
  }

  /** Those of older states are not asked for any more, and make room. */
  private final Cache<Key, Optional<BigDecimal>> goals =
      Caffeine.newBuilder().maximumSize(MOST).build();

  /** By provider; without those that have none. */
  Map<String, BigDecimal> get(State state, List<String> providers, Derivation derivation)
      throws SQLException {
    Map<String, BigDecimal> found = new HashMap<>();
    List<String> unknown =
        providers.stream().filter(provider -> !find(provider, state, found)).toList();
    if (!unknown.isEmpty()) {
      Map<String, BigDecimal> derived = derivation.of(unknown);
      for (String provider : unknown) {
        goals.put(new Key(provider, state), Optional.ofNullable(derived.get(provider)));
      }
      found.putAll(derived);
    }
    return found;
  }

  private boolean find(String provider, State state, Map<String, BigDecimal> found) {
    Optional<BigDecimal> known = goals.getIfPresent(new Key(provider, state));
    if (known == null) {
      return false;
    }
    known.ifPresent(goal -> found.put(provider, goal));
    return true;
  }
}
