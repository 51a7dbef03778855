package io.tidemark.query;

import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;

/** The whole query side, for an application to import. It brings its own pools and migrations. */
@Configuration(proxyBeanMethods = false)
@ComponentScan(
    excludeFilters = {
      @ComponentScan.Filter(type = FilterType.ASSIGNABLE_TYPE, classes = QueryApplication.class),
      // only where the keys are in this process: the security configuration says
      @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*\\.JwkSetEndpoint")
    })
public class QueryConfiguration {

  @Bean
  @ConditionalOnMissingBean
  Clock clock() {
    return Clock.systemUTC();
  }
}
