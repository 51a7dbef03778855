package io.tidemark.query.voice;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import javax.sql.DataSource;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(VoiceProperties.class)
class VoiceClientConfiguration {

  /** Closed with the context, if it is the one that holds connections and threads. */
  @Bean
  @DependsOn("queryMigration")
  VoiceConfigurations voiceConfigurations(
      VoiceProperties properties,
      @Qualifier("queryDataSource") DataSource reads,
      @Qualifier("auditDataSource") DataSource writes,
      MeterRegistry meters,
      Clock clock) {
    String apiKey = properties.apiKey();
    if (apiKey == null || apiKey.isBlank()) {
      LoggerFactory.getLogger(VoiceConfigurations.class)
          .info("No tidemark.voice.api-key: agents are shown without a configuration");
      return VoiceConfigurations.OFF;
    }
    return new ProviderConfigurations(
        properties,
        new VoiceProvider(properties, apiKey.strip(), clock),
        new LastKnown(reads, writes),
        new VoiceMetrics(meters),
        clock);
  }
}
