package io.tidemark.projection;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * The projection side as a process of its own. Its one port serves health and metrics to whoever
 * watches it, nothing else; several processes share the work.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(
    exclude = {DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class})
@Import(ProjectionConfiguration.class)
public class ProjectionApplication {

  private static final Map<String, Object> DEFAULTS =
      Map.of(
          "spring.application.name", "tidemark-projection",
          "spring.main.banner-mode", "off",
          "server.port", "8081",
          "management.endpoints.web.exposure.include", "health,prometheus",
          "management.endpoint.health.show-details", "always",
          "management.endpoint.health.probes.enabled", "true",
          "management.endpoint.health.group.readiness.include", "readinessState,projector",
          "logging.level.org.apache.kafka", "WARN",
          "logging.level.org.springframework.kafka", "WARN");

  public static void main(String[] args) {
    SpringApplication application = new SpringApplication(ProjectionApplication.class);
    application.setDefaultProperties(DEFAULTS);
    application.run(args);
  }
}
