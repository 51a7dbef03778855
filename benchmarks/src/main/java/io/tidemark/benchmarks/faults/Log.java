package io.tidemark.benchmarks.faults;

import io.tidemark.events.CloudEventDecoder;
import io.tidemark.events.Envelope;
import io.tidemark.events.EventType;
import io.tidemark.events.EventTypes;
import io.tidemark.events.InvalidEvent;
import io.tidemark.events.Received;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** What is in the broker's log, read again from it: the raw events that everything is judged by. */
final class Log implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Admin admin;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final CloudEventDecoder decoder = new CloudEventDecoder("EUR", 1 << 20);
  private final Map<TopicPartition, Long> read = new HashMap<>();
  private final Map<String, Received> events = new LinkedHashMap<>();
  private final Set<String> leftOut = new HashSet<>();
  private long records;
  private long poison;

  Log(Rig rig) {
    Map<String, Object> settings = rig.kafkaClient();
    settings.put("metadata.max.age.ms", 3_000);
    settings.put("request.timeout.ms", 10_000);
    settings.put("default.api.timeout.ms", 10_000);
    admin = Admin.create(settings);
    settings.put("auto.offset.reset", "earliest");
    settings.put("enable.auto.commit", false);
    consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** The same for each time that an event is said. */
  static String identity(Envelope envelope) {
    return String.join(" ", envelope.source(), envelope.type(), envelope.subject(), envelope.id());
  }

  private Set<String> topics() {
    return EventTypes.all().stream()
        .map(EventType::topic)
        .filter(topic -> !leftOut.contains(topic))
        .collect(Collectors.toSet());
  }

  /** From now on this topic is not looked at any more; what was read of it stays. */
  void leaveOut(String topic) {
    leftOut.add(topic);
    read.keySet().removeIf(partition -> partition.topic().equals(topic));
  }

  Admin admin() {
    return admin;
  }

  /** The offsets after the last record of every partition. */
  Map<TopicPartition, Long> ends() throws Exception {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    admin
        .describeTopics(topics())
        .allTopicNames()
        .get()
        .values()
        .forEach(
            topic ->
                topic
                    .partitions()
                    .forEach(
                        p ->
                            wanted.put(
                                new TopicPartition(topic.name(), p.partition()),
                                OffsetSpec.latest())));
    return admin.listOffsets(wanted).all().get().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset()));
  }

  /** Reads on, up to these offsets. */
  void readTo(Map<TopicPartition, Long> ends) throws Exception {
    ends.keySet().forEach(partition -> read.putIfAbsent(partition, 0L));
    consumer.assign(ends.keySet());
    ends.keySet().forEach(partition -> consumer.seek(partition, read.getOrDefault(partition, 0L)));
    long patience = System.nanoTime() + PATIENCE.toNanos();
    while (ends.entrySet().stream()
        .anyMatch(end -> read.getOrDefault(end.getKey(), 0L) < end.getValue())) {
      if (System.nanoTime() > patience) {
        throw new IllegalStateException("the log cannot be read to its end");
      }
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        if (record.offset() < ends.getOrDefault(partition, 0L)) {
          note(record);
        }
        read.merge(partition, record.offset() + 1, Math::max);
      }
    }
  }

  private void note(ConsumerRecord<byte[], byte[]> record) throws InvalidEvent {
    records++;
    if (record.headers().lastHeader(Load.POISON) != null) {
      poison++;
      return;
    }
    Received received = decoder.decode(record.key(), name -> header(record, name), record.value());
    events.putIfAbsent(identity(received.envelope()), received);
  }

  private static byte @Nullable [] header(ConsumerRecord<?, ?> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? null : header.value();
  }

  /** Each once, as far as it was read. */
  List<Received> events() {
    return new ArrayList<>(events.values());
  }

  boolean has(String identity) {
    return events.containsKey(identity);
  }

  /** How many records were read, duplicates among them. */
  long records() {
    return records;
  }

  /** How many of them are no events. */
  long poison() {
    return poison;
  }

  @Override
  public void close() {
    consumer.close();
    admin.close();
  }
}
