package io.tidemark.query.provider;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import io.tidemark.query.cache.AnswerCache;
import io.tidemark.query.cache.CacheProperties;
import io.tidemark.query.freshness.TideMonitor;
import io.tidemark.query.settings.SettingsStore;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ProviderProperties.class)
class ProviderConfiguration {

  @Bean(destroyMethod = "shutdownNow")
  ExecutorService providerLoaders(CacheProperties properties) {
    return Executors.newFixedThreadPool(
        properties.loaders(),
        Thread.ofPlatform().name("tidemark-providers-", 0).daemon().factory());
  }

  @Bean
  AnswerCache<PerformanceQuery, byte[]> performanceAnswers(
      PerformanceReader reader,
      ExecutorService providerLoaders,
      CacheProperties properties,
      SettingsStore settings,
      TideMonitor monitor,
      Clock clock,
      ObjectProvider<MeterRegistry> meters) {
    return counted(
        "tidemark.provider.performance",
        new AnswerCache<>(
            reader::read,
            providerLoaders,
            properties,
            () -> settings.current().cacheTtl(),
            monitor,
            clock),
        meters);
  }

  @Bean
  AnswerCache<ProvidersQuery, ProvidersReader.Page> providersAnswers(
      ProvidersReader reader,
      ExecutorService providerLoaders,
      CacheProperties properties,
      SettingsStore settings,
      TideMonitor monitor,
      Clock clock,
      ObjectProvider<MeterRegistry> meters) {
    return counted(
        "tidemark.providers",
        new AnswerCache<>(
            reader::read,
            providerLoaders,
            properties,
            () -> settings.current().cacheTtl(),
            monitor,
            clock),
        meters);
  }

  private static <K, B> AnswerCache<K, B> counted(
      String name, AnswerCache<K, B> answers, ObjectProvider<MeterRegistry> meters) {
    meters.ifAvailable(
        registry -> CaffeineCacheMetrics.monitor(registry, answers.statistics(), name));
    return answers;
  }
}
