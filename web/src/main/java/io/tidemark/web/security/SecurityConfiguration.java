package io.tidemark.web.security;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import io.tidemark.web.ProblemWriter;
import jakarta.servlet.DispatcherType;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.StaticHeadersWriter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * A JWT resource server that is never off: one closed chain, and two open ones for what is public.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
@EnableConfigurationProperties(SecurityProperties.class)
class SecurityConfiguration {

  /** Liveness, readiness and metrics: on a port of their own, for those who can reach it. */
  @Bean
  @Order(1)
  SecurityFilterChain actuatorChain(HttpSecurity http) {
    return stateless(http, "default-src 'none'")
        .securityMatcher(EndpointRequest.toAnyEndpoint())
        .authorizeHttpRequests(
            requests ->
                requests
                    .requestMatchers(EndpointRequest.to("health", "prometheus"))
                    .permitAll()
                    .anyRequest()
                    .denyAll())
        .build();
  }

  /** The API's description is public, and its page may run its own scripts. */
  @Bean
  @Order(2)
  SecurityFilterChain documentationChain(HttpSecurity http) {
    return stateless(http, "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'")
        .securityMatcher(
            "/v3/api-docs",
            "/v3/api-docs/**",
            "/v3/api-docs.yaml",
            "/swagger-ui.html",
            "/swagger-ui/**")
        .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
        .build();
  }

  @Bean
  @Order(3)
  SecurityFilterChain apiChain(
      HttpSecurity http, Tokens tokens, AccessRules rules, ProblemWriter problems) {
    SecurityProblems no = new SecurityProblems(problems, rules);
    return stateless(http, "default-src 'none'; frame-ancestors 'none'")
        .addFilterBefore(new BearerTokenFilter(tokens, rules, no), AuthorizationFilter.class)
        .authorizeHttpRequests(
            requests ->
                requests
                    .dispatcherTypeMatchers(DispatcherType.ERROR)
                    .permitAll()
                    .anyRequest()
                    .access(rules))
        .exceptionHandling(errors -> errors.authenticationEntryPoint(no).accessDeniedHandler(no))
        .build();
  }

  /**
   * As strict as Spring's own, whose regular expressions over each character of each header, the
   * token's among them, are a fifth of a cached read.
   */
  @Bean
  HttpFirewall firewall() {
    StrictHttpFirewall firewall = new StrictHttpFirewall();
    firewall.setAllowedHeaderNames(SecurityConfiguration::isText);
    firewall.setAllowedHeaderValues(SecurityConfiguration::isText);
    return firewall;
  }

  /** Assigned characters, none of them a control character. */
  private static boolean isText(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' || c >= 0x7f) {
        return value
            .codePoints()
            .allMatch(point -> Character.isDefined(point) && !Character.isISOControl(point));
      }
    }
    return true;
  }

  /** A span per security filter would cost more than all filters together. */
  @Bean
  SecurityObservationSettings noSecurityObservations() {
    return SecurityObservationSettings.noObservations();
  }

  /** No session, no cookie, hence no CSRF token; and one writer of constant headers. */
  private static HttpSecurity stateless(HttpSecurity http, String contentSecurityPolicy) {
    return http.csrf(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .servletApi(AbstractHttpConfigurer::disable)
        .sessionManagement(
            sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .headers(
            headers ->
                headers
                    .defaultsDisabled()
                    .addHeaderWriter(new StaticHeadersWriter("X-Content-Type-Options", "nosniff"))
                    .addHeaderWriter(
                        new StaticHeadersWriter("Content-Security-Policy", contentSecurityPolicy))
                    .addHeaderWriter(new StaticHeadersWriter("Referrer-Policy", "no-referrer"))
                    .withObjectPostProcessor(
                        new ObjectPostProcessor<HeaderWriterFilter>() {
                          @Override
                          public <F extends HeaderWriterFilter> F postProcess(F filter) {
                            // constant headers need not wait for the answer in a wrapped response
                            filter.setShouldWriteHeadersEagerly(true);
                            return filter;
                          }
                        }));
  }

  @Bean
  AccessRules accessRules(ObjectProvider<RequestMappingHandlerMapping> mappings) {
    return new AccessRules(mappings);
  }

  @Bean
  Tokens tokens(
      SecurityProperties properties,
      ObjectProvider<TokenKeys> keys,
      Clock clock,
      ObjectProvider<MeterRegistry> meters) {
    Tokens tokens =
        new Tokens(
            decoder(properties, jwkSource(properties, keys.getIfAvailable()), clock),
            properties,
            clock);
    meters.ifAvailable(
        registry -> CaffeineCacheMetrics.monitor(registry, tokens.cache(), "tidemark.tokens"));
    return tokens;
  }

  @Bean
  @ConditionalOnBean(TokenKeys.class)
  JwkSetEndpoint jwkSetEndpoint(TokenKeys keys) {
    return new JwkSetEndpoint(keys);
  }

  /**
   * Fetched keys are kept for five minutes, looked up again for an unknown key id, and outlive an
   * outage.
   */
  static JWKSource<SecurityContext> jwkSource(
      SecurityProperties properties, @Nullable TokenKeys keys) {
    if (keys != null) {
      return new ImmutableJWKSet<>(keys.jwkSet());
    }
    URI uri = properties.jwkSetUri();
    if (uri == null) {
      throw new IllegalStateException(
          "tidemark.security.jwk-set-uri is not set: nobody's tokens could be checked");
    }
    try {
      return JWKSourceBuilder.create(uri.toURL()).retrying(true).outageTolerant(true).build();
    } catch (MalformedURLException e) {
      throw new IllegalStateException("tidemark.security.jwk-set-uri is not a URL: " + uri, e);
    }
  }

  static JwtDecoder decoder(
      SecurityProperties properties, JWKSource<SecurityContext> source, Clock clock) {
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(
            properties.algorithms().stream()
                .map(algorithm -> JWSAlgorithm.parse(algorithm.name()))
                .collect(Collectors.toSet()),
            source));
    // claims are checked below, where the clock is ours
    processor.setJWTClaimsSetVerifier((_, _) -> {});
    JwtTimestampValidator time = new JwtTimestampValidator(properties.clockSkew());
    time.setAllowEmptyExpiryClaim(false);
    time.setClock(clock);
    NimbusJwtDecoder decoder = new NimbusJwtDecoder(processor);
    decoder.setJwtValidator(
        new DelegatingOAuth2TokenValidator<>(
            List.of(
                time,
                new JwtIssuerValidator(properties.issuer()),
                new JwtClaimValidator<@Nullable Collection<String>>(
                    JwtClaimNames.AUD,
                    audience -> audience != null && audience.contains(properties.audience())),
                new JwtClaimValidator<@Nullable String>(
                    JwtClaimNames.SUB, subject -> subject != null && isPrintable(subject)))));
    return decoder;
  }

  /** As ids are everywhere here: 1 to 128 visible characters. */
  private static boolean isPrintable(String subject) {
    return !subject.isBlank()
        && subject.length() <= 128
        && subject.codePoints().noneMatch(Character::isISOControl);
  }
}
