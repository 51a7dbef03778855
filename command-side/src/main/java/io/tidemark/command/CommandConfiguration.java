package io.tidemark.command;

import io.tidemark.command.booking.Booking;
import io.tidemark.command.calling.Agent;
import io.tidemark.command.complaint.Complaint;
import io.tidemark.command.provider.ProviderGoal;
import io.tidemark.command.store.Aggregates;
import io.tidemark.web.WebConfiguration;
import java.time.Clock;
import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The whole command side, for an application to import. It brings its own pool and migrations. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({CommandProperties.class, CurrencyProperties.class})
@EnableScheduling
@Import(WebConfiguration.class)
@ComponentScan(
    excludeFilters =
        @ComponentScan.Filter(
            type = FilterType.ASSIGNABLE_TYPE,
            classes = CommandApplication.class))
public class CommandConfiguration {

  /** All aggregates. A new feature is a line here. */
  @Bean
  Aggregates aggregates() {
    return new Aggregates(List.of(Booking.class, Complaint.class, ProviderGoal.class, Agent.class));
  }

  @Bean
  @ConditionalOnMissingBean
  Clock clock() {
    return Clock.systemUTC();
  }
}
