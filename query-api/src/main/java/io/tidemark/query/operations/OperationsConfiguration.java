package io.tidemark.query.operations;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import io.tidemark.query.cache.AnswerCache;
import io.tidemark.query.cache.CacheProperties;
import io.tidemark.query.figures.Calendar;
import io.tidemark.query.freshness.TideMonitor;
import io.tidemark.query.settings.SettingsStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class OperationsConfiguration {

  @Bean(destroyMethod = "shutdownNow")
  ExecutorService metricsLoaders(CacheProperties properties) {
    return Executors.newFixedThreadPool(
        properties.loaders(), Thread.ofPlatform().name("tidemark-metrics-", 0).daemon().factory());
  }

  @Bean
  AnswerCache<MetricsQuery, byte[]> metricsAnswers(
      MetricsReader reader,
      ExecutorService metricsLoaders,
      CacheProperties properties,
      SettingsStore settings,
      TideMonitor monitor,
      Clock clock,
      ObjectProvider<MeterRegistry> meters) {
    AnswerCache<MetricsQuery, byte[]> answers =
        new AnswerCache<>(
            reader::read,
            metricsLoaders,
            properties,
            () -> settings.current().cacheTtl(),
            monitor,
            clock);
    meters.ifAvailable(
        registry ->
            CaffeineCacheMetrics.monitor(registry, answers.statistics(), "tidemark.metrics"));
    return answers;
  }

  /** Makes what most dashboards ask for first, before the server takes requests. */
  @Bean
  SmartLifecycle metricsWarmUp(
      AnswerCache<MetricsQuery, byte[]> answers, TideMonitor monitor, Clock clock) {
    return new WarmUp(answers, monitor, clock);
  }

  private static final class WarmUp implements SmartLifecycle {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final AnswerCache<MetricsQuery, byte[]> answers;
    private final TideMonitor monitor;
    private final Clock clock;
    private volatile boolean running;

    WarmUp(AnswerCache<MetricsQuery, byte[]> answers, TideMonitor monitor, Clock clock) {
      this.answers = answers;
      this.monitor = monitor;
      this.clock = clock;
    }

    @Override
    public void start() {
      running = true;
      try {
        if (!monitor.awaitFirstLook(LONGEST_WAIT)) {
          LoggerFactory.getLogger(MetricsEndpoint.class)
              .warn("Not warmed: the database has not been seen yet");
          return;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      answers.warm(
          Arrays.stream(Period.values())
              .flatMap(
                  period ->
                      Stream.of(today(period, Group.EVERY), today(period, Group.WITHOUT_REVENUE)))
              .toList());
    }

    private Function<Calendar, MetricsQuery> today(Period period, Set<Group> groups) {
      return calendar -> new MetricsQuery(period, calendar.today(clock), groups, calendar);
    }

    @Override
    public void stop() {
      running = false;
    }

    @Override
    public boolean isRunning() {
      return running;
    }

    /** Before the web server's. */
    @Override
    public int getPhase() {
      return 0;
    }
  }
}
