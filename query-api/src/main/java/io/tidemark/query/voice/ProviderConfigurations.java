package io.tidemark.query.voice;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks memory, then the provider and PostgreSQL at the same time, and takes what is there in time.
 */
final class ProviderConfigurations implements VoiceConfigurations, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ProviderConfigurations.class);

  /** What an entry takes beyond its text, about. */
  private static final int ENTRY_BYTES = 250;

  private final VoiceProperties properties;
  private final Duration freshFor;
  private final Cache<String, Known> memory;
  private final LastKnown table;
  private final Keeper keeper;
  private final Fetcher fetcher;
  private final VoiceMetrics metrics;
  private final Clock clock;
  private final ExecutorService lookups =
      Executors.newThreadPerTaskExecutor(
          Thread.ofVirtual().name("tidemark-voice-lookup-", 0).factory());

  ProviderConfigurations(
      VoiceProperties properties,
      VoiceProvider provider,
      LastKnown table,
      VoiceMetrics metrics,
      Clock clock) {
    this.properties = properties;
    this.freshFor = properties.cacheTtl().multipliedBy(3).dividedBy(4);
    this.table = table;
    this.metrics = metrics;
    this.clock = clock;
    memory =
        Caffeine.newBuilder()
            .maximumWeight(properties.cacheSize().toBytes())
            .weigher((String id, Known known) -> ENTRY_BYTES + known.json().length())
            .build();
    keeper = new Keeper(table, memory, metrics);
    fetcher = new Fetcher(provider, properties, this::arrived, this::recent, metrics, clock);
  }

  private @Nullable Known recent(String externalId) {
    Known known = memory.getIfPresent(externalId);
    return known != null && isYounger(known, clock.instant(), freshFor) ? known : null;
  }

  private void arrived(String externalId, Known known) {
    memory.put(externalId, known);
    keeper.keep(externalId);
  }

  @Override
  public Map<String, VoiceConfiguration> of(Collection<? extends @Nullable String> externalIds) {
    long deadline = System.nanoTime() + properties.budget().toNanos();
    Map<String, VoiceConfiguration> answers = new HashMap<>();
    Set<String> ageing = new HashSet<>();
    Map<String, @Nullable Known> outdated = new HashMap<>();
    Instant now = clock.instant();
    for (String id : externalIds) {
      if (id == null || answers.containsKey(id) || outdated.containsKey(id)) {
        continue;
      }
      Known known = memory.getIfPresent(id);
      if (known != null && isYounger(known, now, properties.cacheTtl())) {
        answers.put(id, known.as(ConfigStatus.CACHED));
        if (!isYounger(known, now, freshFor)) {
          ageing.add(id);
        }
      } else if (known == null && !VoiceProvider.isValid(id)) {
        metrics.failed(Failure.INVALID_ID);
        answers.put(id, VoiceConfiguration.UNAVAILABLE);
      } else {
        outdated.put(id, known);
      }
    }
    if (!outdated.isEmpty()) {
      answer(outdated, deadline, answers);
    }
    if (!ageing.isEmpty()) {
      fetcher.begin(ageing, System.nanoTime());
    }
    metrics.served(answers.values());
    return Collections.unmodifiableMap(answers);
  }

  private static boolean isYounger(Known known, Instant now, Duration age) {
    return known.confirmed() && known.fetchedAt().plus(age).isAfter(now);
  }

  private void answer(
      Map<String, @Nullable Known> outdated,
      long deadline,
      Map<String, VoiceConfiguration> answers) {
    Map<String, Flight> flights = fetcher.begin(outdated.keySet(), deadline);
    CompletableFuture<Map<String, Known>> lookup =
        lookUp(
            outdated.entrySet().stream()
                .filter(each -> each.getValue() == null)
                .map(Map.Entry::getKey)
                .toList());
    flights.forEach(
        (id, flight) -> {
          Known live = flight.await(deadline);
          if (live != null) {
            answers.put(id, live.as(ConfigStatus.LIVE));
          }
        });
    outdated.forEach(
        (id, remembered) -> {
          if (!answers.containsKey(id)) {
            Known known = remembered == null ? await(lookup, deadline).get(id) : remembered;
            answers.put(
                id, known == null ? VoiceConfiguration.UNAVAILABLE : known.as(ConfigStatus.STALE));
          }
        });
  }

  /** Reads them beside the request, which may be over before a slow database has answered. */
  private CompletableFuture<Map<String, Known>> lookUp(List<String> externalIds) {
    if (externalIds.isEmpty()) {
      return CompletableFuture.completedFuture(Map.of());
    }
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            Map<String, Known> found = table.read(externalIds);
            // not over what has been fetched meanwhile
            found.forEach(memory.asMap()::putIfAbsent);
            return found;
          } catch (SQLException e) {
            log.warn("Last known configurations cannot be read: {}", e.getMessage());
            metrics.storeFailed();
            return Map.of();
          }
        },
        lookups);
  }

  private static Map<String, Known> await(
      CompletableFuture<Map<String, Known>> lookup, long deadline) {
    try {
      return lookup.get(Math.max(deadline - System.nanoTime(), 0), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      return Map.of();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the last known configurations", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Map.of();
    }
  }

  @Override
  public void close() {
    fetcher.close();
    lookups.shutdownNow();
    keeper.close();
  }
}
