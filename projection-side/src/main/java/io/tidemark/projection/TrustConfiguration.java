package io.tidemark.projection;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.projection.request.Presence;
import io.tidemark.projection.trust.ExplainRequests;
import io.tidemark.projection.trust.Explainer;
import io.tidemark.projection.trust.SelfAudit;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;

/** Wires what shows that figures are right. */
@Configuration(proxyBeanMethods = false)
class TrustConfiguration {

  /** The query API waits for a quarter of a minute. */
  private static final Duration TO_EXPLAIN = Duration.ofSeconds(10);

  /** Not pooled, and not the projectors': these read for long, and now and then. */
  private static DataSource connections(
      DataSourceProperties database, String name, Duration longest) {
    PGSimpleDataSource connections = new PGSimpleDataSource();
    connections.setUrl(database.determineUrl());
    connections.setUser(database.determineUsername());
    connections.setPassword(database.determinePassword());
    connections.setApplicationName("tidemark-" + name);
    connections.setConnectTimeout(3);
    connections.setSocketTimeout((int) longest.toSeconds() + 10);
    connections.setTcpKeepAlive(true);
    connections.setOptions(
        "-c jit=off -c lock_timeout=2s -c statement_timeout=" + longest.toMillis());
    return connections;
  }

  @Bean
  ExplainRequests explainRequests(DataSourceProperties database) {
    return new ExplainRequests(
        new Explainer(ReadModel.projections(), TO_EXPLAIN),
        connections(database, "explain", TO_EXPLAIN));
  }

  @Bean
  @DependsOn("projectorDataSource") // which brings the tables
  SelfAudit selfAudit(
      ProjectionProperties properties,
      DataSourceProperties database,
      Presence presence,
      Clock clock,
      MeterRegistry meters) {
    return new SelfAudit(
        ReadModel.projections(),
        properties.selfAudit().settings(),
        connections(database, "self-audit", Duration.ofMinutes(5)),
        clock,
        meters,
        presence.id());
  }

  /** Drift is for an alert: folding goes on, and readers are told what is stored. */
  @Bean
  HealthIndicator selfAuditHealthIndicator(SelfAudit selfAudit) {
    return () -> {
      Health.Builder health = Health.up().withDetail("drift", selfAudit.drift());
      selfAudit.lastRun().ifPresent(at -> health.withDetail("lastRun", at.toString()));
      return health.build();
    };
  }
}
