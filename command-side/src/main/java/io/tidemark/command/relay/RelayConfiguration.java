package io.tidemark.command.relay;

import io.tidemark.command.CommandProperties;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.eventhandling.SimpleEventHandlerInvoker;
import org.axonframework.eventhandling.async.SequencingPolicy;
import org.axonframework.eventhandling.pooled.PooledStreamingEventProcessor;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.eventhandling.tokenstore.jdbc.JdbcTokenStore;
import org.axonframework.eventhandling.tokenstore.jdbc.TokenSchema;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.serialization.jackson3.Jackson3Serializer;
import org.axonframework.spring.jdbc.SpringDataSourceConnectionProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;

/** Wires the relay: the only producer of the events that commands have led to. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({RelayProperties.class, KafkaProperties.class})
@ConditionalOnProperty(name = "tidemark.relay.enabled", matchIfMissing = true)
class RelayConfiguration {

  private static final String NAME = "relay";

  private static final TokenSchema TOKENS =
      TokenSchema.builder()
          .setTokenTable("command.token")
          .setProcessorNameColumn("processor_name")
          .setTokenTypeColumn("token_type")
          .setTimestampColumn("claimed_at")
          .setOwnerColumn("owner")
          .build();

  /**
   * Kafka's own hash of the key: with it each partition belongs to one segment, and stays there.
   */
  private static final SequencingPolicy<EventMessage<?>> BY_KEY =
      event ->
          Utils.toPositive(
              Utils.murmur2(
                  ((DomainEventMessage<?>) event)
                      .getAggregateIdentifier()
                      .getBytes(StandardCharsets.UTF_8)));

  @Bean(destroyMethod = "close", defaultCandidate = false)
  Producer<byte[], byte[]> relayProducer(KafkaProperties kafka) {
    Map<String, Object> settings = kafka.buildProducerProperties();
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, "tidemark-relay");
    settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
    return new KafkaProducer<>(settings);
  }

  @Bean
  @DependsOn("commandMigration")
  TokenStore tokenStore(
      @Qualifier("commandDataSource") DataSource database, RelayProperties properties) {
    return JdbcTokenStore.builder()
        .connectionProvider(new SpringDataSourceConnectionProvider(database))
        .serializer(Jackson3Serializer.builder().build())
        .contentType(byte[].class)
        .claimTimeout(properties.takeover())
        .schema(TOKENS)
        .build();
  }

  @Bean(initMethod = "start", destroyMethod = "shutDown")
  PooledStreamingEventProcessor relay(
      EventStore store,
      TokenStore tokens,
      TransactionManager transactions,
      @Qualifier("relayProducer") Producer<byte[], byte[]> producer,
      CommandProperties command,
      RelayProperties properties) {
    return PooledStreamingEventProcessor.builder()
        .name(NAME)
        .eventHandlerInvoker(
            SimpleEventHandlerInvoker.builder()
                .eventHandlers(new Publisher(producer, command.source()))
                .listenerInvocationErrorHandler(
                    (e, _, _) -> {
                      throw e;
                    })
                .sequencingPolicy(BY_KEY)
                .build())
        .errorHandler(PropagatingErrorHandler.INSTANCE)
        .messageSource(store)
        .tokenStore(tokens)
        .transactionManager(transactions)
        .coordinatorExecutor(name -> executor(name + "-coordinator", 1))
        .workerExecutor(name -> executor(name, 2))
        .initialSegmentCount(properties.segments())
        .initialToken(source -> source.createTailToken())
        .batchSize(properties.batch())
        .tokenClaimInterval(properties.takeover().toMillis() / 2)
        .claimExtensionThreshold(properties.takeover().toMillis() / 2)
        .enableCoordinatorClaimExtension()
        .build();
  }

  private static ScheduledExecutorService executor(String name, int threads) {
    return Executors.newScheduledThreadPool(
        threads, Thread.ofPlatform().name("tidemark-" + name + "-", 0).daemon().factory());
  }
}
