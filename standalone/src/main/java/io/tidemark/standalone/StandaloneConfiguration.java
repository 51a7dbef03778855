package io.tidemark.standalone;

import com.nimbusds.jose.jwk.JWKSet;
import io.tidemark.command.CommandConfiguration;
import io.tidemark.projection.ProjectionConfiguration;
import io.tidemark.projection.cli.SigningKey;
import io.tidemark.query.QueryConfiguration;
import io.tidemark.web.security.TokenKeys;
import java.text.ParseException;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** All sides in one application, which believes the tokens of its own key. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(
    exclude = {DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class})
@Import({
  StandaloneConfiguration.Keys.class,
  CommandConfiguration.class,
  ProjectionConfiguration.class,
  QueryConfiguration.class
})
class StandaloneConfiguration {

  /** Imported first: whether the keys are published is decided when the others are. */
  @Configuration(proxyBeanMethods = false)
  static class Keys {

    @Bean
    TokenKeys tokenKeys(SigningKey signingKey) throws ParseException {
      return new TokenKeys(JWKSet.parse(signingKey.publicJwkSet()));
    }
  }
}
