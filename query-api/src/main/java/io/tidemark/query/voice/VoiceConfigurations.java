package io.tidemark.query.voice;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The voice provider's configurations of agents. */
@FunctionalInterface
public interface VoiceConfigurations {

  /** Where no provider is set up. */
  VoiceConfigurations OFF = _ -> Collections.emptyMap();

  /**
   * The configurations of a page of agents, within the budget whatever the provider and the
   * database do. To be called once for the whole page, and without a connection of a pool in hand:
   * the last known ones are read in parallel.
   *
   * @param externalIds the agents' names at the provider; null for those that have none there
   * @return by external id. What is not in it is {@link VoiceConfiguration#NONE}: use {@code
   *     getOrDefault}, which may be asked for null too
   */
  Map<String, VoiceConfiguration> of(Collection<? extends @Nullable String> externalIds);
}
