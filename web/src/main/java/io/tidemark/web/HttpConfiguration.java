package io.tidemark.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import jakarta.servlet.Filter;
import org.apache.catalina.core.StandardHost;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.filter.RequestContextFilter;
import org.springframework.web.filter.ServerHttpObservationFilter;
import tools.jackson.databind.MapperFeature;

/** The HTTP server and the JSON that it speaks. */
@Configuration(proxyBeanMethods = false)
class HttpConfiguration {

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcat() {
    return factory -> {
      factory.addConnectorCustomizers(
          connector -> {
            if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
              // a dashboard keeps asking: Tomcat's 100 requests a connection cost 15 % of the rate
              http.setMaxKeepAliveRequests(-1);
            }
          });
      factory.addContextCustomizers(
          context -> {
            if (context.getParent() instanceof StandardHost host) {
              host.setErrorReportValveClass(ProblemErrorValve.class.getName());
            }
          });
    };
  }

  @Bean
  FilterRegistrationBean<RequestTimes> requestTimes(MeterRegistry meters) {
    FilterRegistrationBean<RequestTimes> filter =
        new FilterRegistrationBean<>(new RequestTimes(meters));
    filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
    filter.setAsyncSupported(true);
    return filter;
  }

  /** Off: see {@link RequestTimes}. */
  @Bean
  FilterRegistrationBean<ServerHttpObservationFilter> noObservation(
      ObservationRegistry observations) {
    return off(new ServerHttpObservationFilter(observations));
  }

  /** Off: the dispatcher servlet does the same, and nothing before it needs it. */
  @Bean
  FilterRegistrationBean<RequestContextFilter> noRequestContext() {
    return off(new RequestContextFilter());
  }

  private static <F extends Filter> FilterRegistrationBean<F> off(F filter) {
    FilterRegistrationBean<F> registration = new FilterRegistrationBean<>(filter);
    registration.setEnabled(false);
    return registration;
  }

  /** Fields in the order in which a record names them. */
  @Bean
  JsonMapperBuilderCustomizer fieldOrder() {
    return builder -> builder.disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY);
  }
}
