package io.tidemark.projection;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.projection.deadletter.DeadLetterRequests;
import io.tidemark.projection.deadletter.UnresolvedLetters;
import io.tidemark.projection.request.Presence;
import io.tidemark.projection.request.RequestHandler;
import io.tidemark.projection.request.Requests;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;

/** Wires what the query API asks of this projector. A handler of requests is a bean. */
@Configuration(proxyBeanMethods = false)
class RequestConfiguration {

  /** Not pooled: what is asked for now and then must not wait behind batches. */
  private static DataSource connections(DataSourceProperties database) {
    PGSimpleDataSource connections = new PGSimpleDataSource();
    connections.setUrl(database.determineUrl());
    connections.setUser(database.determineUsername());
    connections.setPassword(database.determinePassword());
    connections.setApplicationName("tidemark-requests");
    connections.setConnectTimeout(3);
    connections.setSocketTimeout(10);
    connections.setTcpKeepAlive(true);
    connections.setOptions("-c statement_timeout=5s -c lock_timeout=2s");
    return connections;
  }

  @Bean
  @DependsOn("projectorDataSource") // which brings the tables
  Presence presence(ProjectionProperties properties, DataSourceProperties database) {
    return new Presence(
        ReadModel.projections().code(), properties.businessCalendar(), connections(database));
  }

  @Bean
  RequestHandler deadLetterRequests(DataSourceProperties database) {
    return new DeadLetterRequests(connections(database));
  }

  @Bean
  @DependsOn("projectorDataSource") // which brings the tables
  UnresolvedLetters unresolvedLetters(DataSourceProperties database, MeterRegistry meters) {
    return new UnresolvedLetters(connections(database), meters);
  }

  @Bean
  Requests requests(
      ObjectProvider<RequestHandler> handlers, Presence presence, DataSourceProperties database) {
    return new Requests(handlers.orderedStream().toList(), presence, connections(database));
  }
}
