package io.tidemark.projection.imports;

import io.tidemark.events.CloudEventEncoder.Encoded;
import io.tidemark.events.CloudEventEncoder.Header;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes to Kafka, in order per entity and without duplicates of its own: idempotent,
 * acknowledged by all.
 */
public final class KafkaSink implements Sink {

  private final String bootstrap;
  private final Map<String, String> properties;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  private KafkaSink(
      String bootstrap, Map<String, String> properties, KafkaProducer<byte[], byte[]> producer) {
    this.bootstrap = bootstrap;
    this.properties = Map.copyOf(properties);
    this.producer = producer;
  }

  /**
   * Connects to a broker.
   *
   * @param bootstrap {@code host:port}, several separated by commas
   * @param properties further client properties, e.g. for TLS
   */
  public static KafkaSink connect(String bootstrap, Map<String, String> properties) {
    Map<String, Object> config = new HashMap<>();
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    // large batches: an import is after throughput, and in no hurry with a single event
    config.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
    config.put(ProducerConfig.LINGER_MS_CONFIG, 50);
    config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L << 20);
    config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Duration.ofSeconds(30).toMillis());
    config.put(ProducerConfig.CLIENT_ID_CONFIG, "tidemark-import");
    config.putAll(properties);
    config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    return new KafkaSink(
        bootstrap,
        properties,
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer()));
  }

  /** Which of the topics the broker does not have. */
  public List<String> missing(Set<String> topics) throws IOException {
    Map<String, Object> config = new HashMap<>(properties);
    config.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    try (Admin admin = Admin.create(config)) {
      Set<String> known = admin.listTopics().names().get(30, TimeUnit.SECONDS);
      return topics.stream().filter(topic -> !known.contains(topic)).sorted().toList();
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(
          "the broker at " + bootstrap + " does not answer: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while asking for the broker's topics");
    }
  }

  @Override
  public void publish(String topic, Encoded event) throws IOException {
    failIfFailed();
    List<org.apache.kafka.common.header.Header> headers = new ArrayList<>(event.headers().size());
    for (Header header : event.headers()) {
      headers.add(new RecordHeader(header.name(), header.value()));
    }
    try {
      var _ =
          producer.send(
              new ProducerRecord<>(topic, null, null, event.key(), event.value(), headers),
              (_, e) -> {
                if (e != null) {
                  failure.compareAndSet(null, e);
                }
              });
    } catch (KafkaException e) {
      throw new IOException("the broker does not take events: " + e.getMessage(), e);
    }
  }

  @Override
  public void flush() throws IOException {
    producer.flush();
    failIfFailed();
  }

  private void failIfFailed() throws IOException {
    Exception e = failure.get();
    if (e != null) {
      throw new IOException("the broker does not take events: " + e.getMessage(), e);
    }
  }

  /** Does not wait for what was not flushed. */
  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
