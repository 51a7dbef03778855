package io.tidemark.command.relay;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.command.CommandProperties;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntFunction;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import tools.jackson.databind.json.JsonMapper;

/** Wires the relay: the only producer of the events that commands have led to. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
  RelayProperties.class,
  KafkaProperties.class,
  DataSourceProperties.class
})
@ConditionalOnProperty(name = "tidemark.relay.enabled", matchIfMissing = true)
class RelayConfiguration {

  /**
   * Apart from the commands' pool, so that neither waits for the other. Commits do not wait for the
   * disk: a position that is lost with the server's power is only an older one.
   */
  @Bean(defaultCandidate = false)
  HikariDataSource relayDataSource(DataSourceProperties database, RelayProperties properties) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("tidemark-relay");
    config.setJdbcUrl(database.determineUrl());
    config.setUsername(database.determineUsername());
    config.setPassword(database.determinePassword());
    config.setMaximumPoolSize(properties.segments() + 2);
    config.setMinimumIdle(2);
    config.setConnectionTimeout(2_000);
    config.setInitializationFailTimeout(-1); // the relay says it better
    config.addDataSourceProperty("ApplicationName", "tidemark-relay");
    config.addDataSourceProperty("connectTimeout", "2");
    config.addDataSourceProperty("socketTimeout", "30");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("prepareThreshold", "1");
    config.addDataSourceProperty(
        "options", "-c synchronous_commit=off -c statement_timeout=10000 -c lock_timeout=5000");
    return new HikariDataSource(config);
  }

  @Bean(initMethod = "start", destroyMethod = "stop")
  @DependsOn("commandMigration")
  Relay relay(
      @Qualifier("relayDataSource") DataSource database,
      EventStore store,
      KafkaProperties kafka,
      CommandProperties command,
      RelayProperties properties,
      JsonMapper json) {
    String instance = UUID.randomUUID().toString();
    var records = new CloudEventRecords(command.source(), store, json);
    IntFunction<Publisher> publishers =
        segment -> new Publisher(settings(kafka, instance, segment), records);
    Relay relay =
        new Relay(
            instance,
            new StoredEvents(database),
            new Segments(database, instance, properties.takeover()),
            new Backlog(database, properties.takeover()),
            properties,
            publishers);
    // called within the append's transaction
    var _ = store.subscribe(_ -> CurrentUnitOfWork.get().afterCommit(_ -> relay.ring()));
    return relay;
  }

  private static Map<String, Object> settings(KafkaProperties kafka, String instance, int segment) {
    Map<String, Object> settings = kafka.buildProducerProperties();
    settings.put(
        ProducerConfig.CLIENT_ID_CONFIG,
        "tidemark-relay-%s-%d".formatted(instance.substring(0, 8), segment));
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    // else a partition's second request may be taken by a broker that has refused the first, as it
    // knows nothing yet of the producer's numbers: KafkaOutageTest shows it
    settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    settings.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10);
    settings.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
    settings.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000);
    settings.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
    return settings;
  }

  @Bean
  HealthIndicator relayHealthIndicator(Relay relay, ObjectProvider<MeterRegistry> meters) {
    meters.ifAvailable(registry -> count(relay, registry));
    return new RelayHealth(relay);
  }

  private static void count(Relay relay, MeterRegistry registry) {
    Gauge.builder("tidemark.relay.backlog", relay, r -> r.backlog().events())
        .description("Events stored and not yet relayed, by any instance")
        .register(registry);
    Gauge.builder("tidemark.relay.oldest.age", relay, r -> r.backlog().oldestSeconds())
        .description("How long the oldest of them has waited")
        .baseUnit("seconds")
        .register(registry);
    FunctionCounter.builder("tidemark.relay.events", relay, Relay::relayed)
        .description("Events that the broker has acknowledged to this instance")
        .register(registry);
    FunctionCounter.builder("tidemark.relay.failures", relay, Relay::failures)
        .description("Attempts of this instance that failed and are repeated")
        .register(registry);
    Gauge.builder("tidemark.relay.segments", relay, r -> r.states().size())
        .description("Segments that this instance has")
        .register(registry);
    Gauge.builder("tidemark.relay.halted", relay, RelayConfiguration::halted)
        .description("Those of them that an event holds up that cannot be sent")
        .register(registry);
  }

  private static long halted(Relay relay) {
    return relay.states().values().stream().filter(SegmentState.Halted.class::isInstance).count();
  }
}
