package io.tidemark.query.freshness;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.query.figures.CalendarProperties;
import java.sql.DriverManager;
import java.util.Properties;
import org.postgresql.PGProperty;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(FreshnessProperties.class)
class FreshnessConfiguration {

  @Bean(initMethod = "start", destroyMethod = "close")
  @DependsOn("queryMigration")
  TideMonitor tideMonitor(
      DataSourceProperties database,
      FreshnessProperties properties,
      CalendarProperties calendar,
      ObjectProvider<MeterRegistry> meters) {
    String url = database.determineUrl();
    Properties connection = new Properties();
    PGProperty.USER.set(connection, database.determineUsername());
    PGProperty.PASSWORD.set(connection, database.determinePassword());
    PGProperty.APPLICATION_NAME.set(connection, "tidemark-tide");
    PGProperty.CONNECT_TIMEOUT.set(connection, 3);
    PGProperty.SOCKET_TIMEOUT.set(connection, 5);
    PGProperty.TCP_KEEP_ALIVE.set(connection, true);
    PGProperty.OPTIONS.set(connection, "-c statement_timeout=3s -c lock_timeout=1s");
    TideMonitor monitor =
        new TideMonitor(
            () -> DriverManager.getConnection(url, connection), properties, calendar.calendar());
    meters.ifAvailable(
        registry -> {
          Gauge.builder("tidemark.lag", monitor, m -> m.tide().lag())
              .description("Events in the log that wait to be folded in")
              .baseUnit("events")
              .register(registry);
          Gauge.builder("tidemark.tide.connected", monitor, m -> m.connected() ? 1 : 0)
              .description("1 while the projector's progress can be seen")
              .register(registry);
        });
    return monitor;
  }
}
