package io.tidemark.query.request;

import java.sql.DriverManager;
import java.util.Properties;
import org.postgresql.PGProperty;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RequestConfiguration {

  @Bean
  ProjectorRequests projectorRequests(DataSourceProperties database) {
    String url = database.determineUrl();
    Properties connection = new Properties();
    PGProperty.USER.set(connection, database.determineUsername());
    PGProperty.PASSWORD.set(connection, database.determinePassword());
    PGProperty.APPLICATION_NAME.set(connection, "tidemark-requests");
    PGProperty.CONNECT_TIMEOUT.set(connection, 3);
    PGProperty.SOCKET_TIMEOUT.set(connection, 5);
    PGProperty.TCP_KEEP_ALIVE.set(connection, true);
    PGProperty.OPTIONS.set(connection, "-c statement_timeout=3s -c lock_timeout=1s");
    return new ProjectorRequests(() -> DriverManager.getConnection(url, connection));
  }
}
