package io.tidemark.command.complaint;

import java.time.Clock;
import org.axonframework.config.ConfigurerModule;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Gives complaints what they decide by. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ComplaintProperties.class)
class ComplaintConfiguration {

  @Bean
  ConfigurerModule complaintModule(ComplaintProperties properties, Clock clock) {
    return configurer ->
        configurer
            .registerComponent(ComplaintProperties.class, _ -> properties)
            .registerComponent(Clock.class, _ -> clock);
  }
}
