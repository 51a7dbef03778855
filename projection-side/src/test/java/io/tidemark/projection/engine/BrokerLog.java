package io.tidemark.projection.engine;

import io.tidemark.events.CloudEventEncoder;
import io.tidemark.events.EventTypes;
import io.tidemark.events.Received;
import io.tidemark.testkit.TestKafka;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The log on the real broker, as upstreams write it. */
final class BrokerLog {

  private BrokerLog() {}

  /** Returns when the broker has all of them. */
  static void publish(List<Received> events) throws Exception {
    try (var producer = producer()) {
      publish(events, producer);
    }
  }

  /** The same, for a test that publishes now and again. */
  static void publish(List<Received> events, KafkaProducer<byte[], byte[]> producer)
      throws Exception {
    List<Future<?>> acknowledged = new ArrayList<>();
    for (Received received : events) {
      var encoded = CloudEventEncoder.encode(received.envelope(), received.event());
      String topic = EventTypes.topicOf(received.envelope().type());
      var record = new ProducerRecord<>(topic, encoded.key(), encoded.value());
      encoded.headers().forEach(h -> record.headers().add(h.name(), h.value()));
      acknowledged.add(producer.send(record));
    }
    for (Future<?> future : acknowledged) {
      future.get();
    }
  }

  /** A record that will be a dead letter. */
  static void publishNoEvent(String topic) throws Exception {
    try (var producer = producer()) {
      producer.send(new ProducerRecord<>(topic, new byte[] {1}, new byte[] {2})).get();
    }
  }

  static KafkaProducer<byte[], byte[]> producer() {
    Map<String, Object> properties =
        Map.of("bootstrap.servers", TestKafka.bootstrapServers(), "acks", "all");
    var serializer = new ByteArraySerializer();
    return new KafkaProducer<>(properties, serializer, serializer);
  }
}
