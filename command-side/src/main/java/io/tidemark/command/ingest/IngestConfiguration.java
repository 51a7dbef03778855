package io.tidemark.command.ingest;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What ingestion stands on. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
  IngestProperties.class,
  KafkaProperties.class,
  DataSourceProperties.class
})
class IngestConfiguration {

  /**
   * Of its own: a connection is held while the broker's word is awaited, and commands must go on
   * where that does not come.
   */
  @Bean(defaultCandidate = false)
  HikariDataSource ingestDataSource(DataSourceProperties database, IngestProperties properties) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("tidemark-ingest");
    config.setJdbcUrl(database.determineUrl());
    config.setUsername(database.determineUsername());
    config.setPassword(database.determinePassword());
    config.setMaximumPoolSize(properties.connections());
    config.setMinimumIdle(1);
    config.setConnectionTimeout(1_000);
    config.setInitializationFailTimeout(-1);
    config.setAutoCommit(false);
    config.addDataSourceProperty("ApplicationName", "tidemark-ingest");
    config.addDataSourceProperty("connectTimeout", "2");
    config.addDataSourceProperty("socketTimeout", "15");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("prepareThreshold", "1");
    config.addDataSourceProperty(
        "options",
        "-c synchronous_commit=on -c statement_timeout=10000 -c lock_timeout=4000"
            + " -c idle_in_transaction_session_timeout=10000");
    return new HikariDataSource(config);
  }

  /** Gives up soon: somebody waits for the answer, and can come again. */
  @Bean(destroyMethod = "close", defaultCandidate = false)
  Producer<byte[], byte[]> ingestProducer(KafkaProperties kafka) {
    Map<String, Object> settings = kafka.buildProducerProperties();
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, "tidemark-ingest");
    settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 1);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_500);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 1_500);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2_000);
    return new KafkaProducer<>(settings);
  }
}
