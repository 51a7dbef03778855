package io.tidemark.projection;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.projection.engine.Bulk;
import io.tidemark.projection.engine.Engine;
import io.tidemark.projection.engine.Following;
import io.tidemark.projection.engine.LogWatch;
import io.tidemark.projection.rebuild.Rebuilding;
import io.tidemark.projection.rebuild.Rebuilds;
import io.tidemark.projection.request.Presence;
import io.tidemark.projection.request.RequestHandler;
import java.time.Clock;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;

/** Wires the projection side: its pool, its consumers, and the watch over the log. */
@Configuration(proxyBeanMethods = false)
@Import({RequestConfiguration.class, TrustConfiguration.class})
@EnableConfigurationProperties({
  ProjectionProperties.class,
  DataSourceProperties.class,
  KafkaProperties.class
})
public class ProjectionConfiguration {

  @Bean(defaultCandidate = false)
  HikariDataSource projectorDataSource(
      DataSourceProperties database, ProjectionProperties properties) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("projector");
    config.setJdbcUrl(database.determineUrl());
    config.setUsername(database.determineUsername());
    config.setPassword(database.determinePassword());
    int consumers = properties.projector().consumers();
    config.setMaximumPoolSize(Engine.GENERATIONS * consumers + Bulk.defaultShare() + 2);
    config.setMinimumIdle(consumers + 2);
    config.setConnectionTimeout(5_000);
    config.setInitializationFailTimeout(60_000);
    config.addDataSourceProperty("ApplicationName", "tidemark-projector");
    config.addDataSourceProperty("options", Engine.SESSION_OPTIONS);
    config.addDataSourceProperty("socketTimeout", "90");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    HikariDataSource dataSource = new HikariDataSource(config);
    ReadModel.migrate(dataSource);
    return dataSource;
  }

  @Bean
  @ConditionalOnMissingBean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  Engine projectionEngine(
      @Qualifier("projectorDataSource") DataSource projectorDataSource,
      ProjectionProperties properties,
      KafkaProperties kafka,
      Clock clock,
      MeterRegistry meters) {
    return new Engine(
        ReadModel.projections(),
        properties.businessCalendar(),
        properties.settings(),
        projectorDataSource,
        new DefaultKafkaConsumerFactory<>(consumerProperties(kafka, properties)),
        Admin.create(kafka.buildAdminProperties()),
        clock,
        meters);
  }

  private static Map<String, Object> consumerProperties(
      KafkaProperties kafka, ProjectionProperties properties) {
    Map<String, Object> values = kafka.buildConsumerProperties();
    values.put(ConsumerConfig.CLIENT_ID_CONFIG, "tidemark-projector");
    values.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    values.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    values.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"); // never skip silently
    values.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    values.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    values.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, properties.settings().pollRecords());
    values.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 24 << 20);
    values.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 2 << 20);
    values.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
    values.putIfAbsent(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
    String instanceId = properties.projector().instanceId();
    if (instanceId != null) {
      values.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instanceId);
    }
    return values;
  }

  @Bean
  Following following(Engine projectionEngine) {
    return projectionEngine.following();
  }

  @Bean
  LogWatch logWatch(Engine projectionEngine) {
    return projectionEngine.watch();
  }

  @Bean
  Rebuilding rebuilding(
      Engine projectionEngine,
      KafkaProperties kafka,
      ProjectionProperties properties,
      DataSourceProperties database,
      Presence presence) {
    PGSimpleDataSource connections = new PGSimpleDataSource();
    connections.setUrl(database.determineUrl());
    connections.setUser(database.determineUsername());
    connections.setPassword(database.determinePassword());
    connections.setApplicationName("tidemark-rebuild");
    connections.setConnectTimeout(5);
    connections.setTcpKeepAlive(true);
    connections.setSocketTimeout(90);
    connections.setOptions("-c statement_timeout=60s -c lock_timeout=5s -c jit=off");
    return new Rebuilding(
        projectionEngine,
        ReadModel.projections(),
        new DefaultKafkaConsumerFactory<>(consumerProperties(kafka, properties)),
        connections,
        schema -> ReadModel.migrate(connections, schema),
        presence.id());
  }

  @Bean
  Rebuilds rebuilds(Rebuilding rebuilding) {
    return rebuilding.rebuilds();
  }

  @Bean
  RequestHandler rebuildRequests(Rebuilding rebuilding) {
    return rebuilding.requests();
  }

  @Bean
  HealthIndicator projectorHealthIndicator(Engine projectionEngine) {
    return projectionEngine.health();
  }
}
