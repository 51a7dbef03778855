package io.tidemark.command.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tidemark.command.CommandProperties;
import io.tidemark.command.CurrencyProperties;
import java.time.Clock;
import java.util.List;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.AggregateConfigurer;
import org.axonframework.config.Configurer;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.config.DefaultConfigurer;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.eventsourcing.EventCountSnapshotTriggerDefinition;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.jdbc.EventSchema;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.axonframework.messaging.correlation.SimpleCorrelationDataProvider;
import org.axonframework.messaging.interceptors.CorrelationDataInterceptor;
import org.axonframework.serialization.jackson3.Jackson3Serializer;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.axonframework.serialization.upcasting.event.EventUpcasterChain;
import org.axonframework.spring.jdbc.SpringDataSourceConnectionProvider;
import org.axonframework.spring.messaging.unitofwork.SpringTransactionManager;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.MigrateResult;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;

/**
 * Wires Axon by hand: its Boot starter orders itself by names that Boot 4 no longer has, and then
 * runs without a store or transactions, silently.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DataSourceProperties.class)
class StoreConfiguration {

  /** Events of an aggregate that are folded again at each command, at most. */
  private static final int SNAPSHOT_AFTER = 100;

  private static final EventSchema EVENTS =
      EventSchema.builder()
          .eventTable("command.event")
          .snapshotTable("command.snapshot")
          .globalIndexColumn("position")
          .eventIdentifierColumn("event_id")
          .aggregateIdentifierColumn("aggregate_id")
          .sequenceNumberColumn("sequence_number")
          .typeColumn("aggregate_type")
          .timestampColumn("recorded_at")
          .payloadTypeColumn("payload_type")
          .payloadRevisionColumn("payload_revision")
          .payloadColumn("payload")
          .metaDataColumn("metadata")
          .build();

  /** Commits wait for the disk: what was answered is never lost. */
  @Bean(defaultCandidate = false)
  HikariDataSource commandDataSource(DataSourceProperties database, CommandProperties properties) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("tidemark-command");
    config.setJdbcUrl(database.determineUrl());
    config.setUsername(database.determineUsername());
    config.setPassword(database.determinePassword());
    config.setMaximumPoolSize(properties.connections());
    config.setConnectionTimeout(2_000);
    config.setInitializationFailTimeout(-1); // the migration says it better
    config.setAutoCommit(false);
    config.addDataSourceProperty("ApplicationName", "tidemark-command");
    config.addDataSourceProperty("connectTimeout", "2");
    config.addDataSourceProperty("socketTimeout", "30");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("prepareThreshold", "1");
    config.addDataSourceProperty(
        "options",
        "-c synchronous_commit=on -c statement_timeout=10000 -c lock_timeout=5000"
            + " -c idle_in_transaction_session_timeout=10000");
    return new HikariDataSource(config);
  }

  /** Brings the schema {@code command} up to date before anything uses it. */
  @Bean
  MigrateResult commandMigration(@Qualifier("commandDataSource") HikariDataSource database) {
    return Flyway.configure()
        .dataSource(database)
        .schemas("command")
        .defaultSchema("command")
        .locations("classpath:db/command")
        .connectRetries(10)
        .load()
        .migrate();
  }

  @Bean
  TransactionManager commandTransactions(
      @Qualifier("commandDataSource") HikariDataSource database) {
    return new SpringTransactionManager(new DataSourceTransactionManager(database));
  }

  @Bean
  EventSerializer eventSerializer(CurrencyProperties properties, Aggregates aggregates) {
    Jackson3Serializer json =
        Jackson3Serializer.builder()
            .jsonMapperBuilderCustomizer(
                // upcasters must not turn money into binary fractions
                mapper ->
                    mapper
                        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES))
            .build();
    return new EventSerializer(json, new Snapshots(aggregates), properties.currency());
  }

  @Bean
  @DependsOn("commandMigration")
  EventStorageEngine eventStorageEngine(
      @Qualifier("commandDataSource") HikariDataSource database,
      TransactionManager transactions,
      EventSerializer serializer,
      List<EventUpcaster> upcasters) {
    return JdbcEventStorageEngine.builder()
        .connectionProvider(new SpringDataSourceConnectionProvider(database))
        .transactionManager(transactions)
        .eventSerializer(serializer)
        .snapshotSerializer(serializer)
        .snapshotFilter(snapshot -> serializer.canRead(snapshot.getPayload()))
        .upcasterChain(new EventUpcasterChain(upcasters))
        .persistenceExceptionResolver(new DuplicateKeys())
        .schema(EVENTS)
        .appendEvents(new Appending())
        .batchSize(1_000)
        .build();
  }

  @Bean(initMethod = "start", destroyMethod = "shutdown")
  org.axonframework.config.Configuration axon(
      EventStorageEngine engine,
      TransactionManager transactions,
      EventSerializer serializer,
      Idempotency idempotency,
      Aggregates aggregates,
      List<ConfigurerModule> modules,
      Clock clock) {
    GenericEventMessage.clock = clock; // Axon has no other place for it
    Configurer configurer =
        DefaultConfigurer.defaultConfiguration(false)
            .configureTransactionManager(_ -> transactions)
            .configureSerializer(_ -> serializer)
            .configureEmbeddedEventStore(_ -> engine)
            .configureCorrelationDataProviders(
                _ ->
                    List.of(
                        new SimpleCorrelationDataProvider(Metadata.ACTOR, Metadata.TRACEPARENT)))
            .configureCommandBus(
                axon -> {
                  SimpleCommandBus bus =
                      SimpleCommandBus.builder().transactionManager(transactions).build();
                  bus.registerHandlerInterceptor(
                      new CorrelationDataInterceptor<>(axon.correlationDataProviders()));
                  bus.registerHandlerInterceptor(idempotency);
                  return bus;
                });
    aggregates.types().forEach(aggregate -> configurer.configureAggregate(aggregate(aggregate)));
    modules.forEach(module -> module.configureModule(configurer));
    return configurer.buildConfiguration();
  }

  private static <A> AggregateConfigurer<A> aggregate(Class<A> type) {
    return AggregateConfigurer.defaultConfiguration(type)
        .configureCommandTargetResolver(_ -> new TargetOfCommand())
        // ids are of one space: what has one is not of every kind
        .configureFilterEventsByType(_ -> true)
        .configureSnapshotTrigger(
            axon -> new EventCountSnapshotTriggerDefinition(axon.snapshotter(), SNAPSHOT_AFTER));
  }

  @Bean
  CommandBus commandBus(org.axonframework.config.Configuration axon) {
    return axon.commandBus();
  }

  @Bean
  EventStore eventStore(org.axonframework.config.Configuration axon) {
    return axon.eventStore();
  }
}
