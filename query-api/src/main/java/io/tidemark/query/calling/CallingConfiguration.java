package io.tidemark.query.calling;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import io.tidemark.query.cache.AnswerCache;
import io.tidemark.query.cache.CacheProperties;
import io.tidemark.query.freshness.TideMonitor;
import io.tidemark.query.settings.SettingsStore;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class CallingConfiguration {

  /** A little less than the tide monitor's poll, so that each poll finds it over. */
  private static final Duration PAUSE = Duration.ofMillis(900);

  private final CacheProperties properties;
  private final SettingsStore settings;
  private final TideMonitor monitor;
  private final Clock clock;
  private final ObjectProvider<MeterRegistry> meters;

  CallingConfiguration(
      CacheProperties properties,
      SettingsStore settings,
      TideMonitor monitor,
      Clock clock,
      ObjectProvider<MeterRegistry> meters) {
    this.properties = properties;
    this.settings = settings;
    this.monitor = monitor;
    this.clock = clock;
    this.meters = meters;
  }

  @Bean(destroyMethod = "shutdownNow", defaultCandidate = false)
  ExecutorService callingLoaders() {
    return Executors.newFixedThreadPool(
        properties.loaders(), Thread.ofPlatform().name("tidemark-calling-", 0).daemon().factory());
  }

  @Bean
  AnswerCache<OverviewQuery, OverviewOfDay> overviewAnswers(
      OverviewReader reader, @Qualifier("callingLoaders") ExecutorService callingLoaders) {
    return cache("tidemark.overview", reader::read, callingLoaders, properties);
  }

  @Bean
  AnswerCache<AnalyticsQuery, byte[]> analyticsAnswers(
      AnalyticsReader reader, @Qualifier("callingLoaders") ExecutorService callingLoaders) {
    return cache("tidemark.analytics", reader::read, callingLoaders, properties);
  }

  /** Fewer: a page may hold 500 agents. */
  @Bean
  AnswerCache<AgentsQuery, AgentRows> agentsAnswers(
      AgentsReader reader, @Qualifier("callingLoaders") ExecutorService callingLoaders) {
    return cache(
        "tidemark.agents",
        reader::read,
        callingLoaders,
        properties.withMaxAnswers(Math.max(properties.maxAnswers() / 10, 1)));
  }

  private <K, B> AnswerCache<K, B> cache(
      String name,
      AnswerCache.Loader<K, B> loader,
      ExecutorService loaders,
      CacheProperties bounds) {
    AnswerCache<K, B> answers =
        new AnswerCache<>(
            loader, loaders, bounds, () -> settings.current().cacheTtl(), PAUSE, monitor, clock);
    meters.ifAvailable(
        registry -> CaffeineCacheMetrics.monitor(registry, answers.statistics(), name));
    return answers;
  }
}
