package io.tidemark.query.web;

import org.apache.catalina.core.StandardHost;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.MapperFeature;

/** The HTTP server and the JSON that it speaks. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration {

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

  /** Fields in the order in which a record names them. */
  @Bean
  JsonMapperBuilderCustomizer fieldOrder() {
    return builder -> builder.disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY);
  }
}
