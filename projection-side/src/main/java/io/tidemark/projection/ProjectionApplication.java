package io.tidemark.projection;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The projection side as a process of its own. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(
    exclude = {DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class})
@Import(ProjectionConfiguration.class)
public class ProjectionApplication {

  public static void main(String[] args) {
    SpringApplication application = new SpringApplication(ProjectionApplication.class);
    application.setDefaultProperties(
        java.util.Map.of("management.endpoints.web.exposure.include", "health,prometheus"));
    application.run(args);
  }
}
