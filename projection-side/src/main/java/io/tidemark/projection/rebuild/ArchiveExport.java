package io.tidemark.projection.rebuild;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads a range of a topic out of the log into an {@link Archive}. */
public final class ArchiveExport implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  /**
   * What of a topic is wanted. Times are those at which the log took the records in.
   *
   * @param partitions empty for all
   * @param fromOffset of each partition, the first offset; null for the first there is
   * @param from only what was taken in at or after it
   * @param to only what was taken in before it; null for all there is now
   */
  public record Wanted(
      String topic,
      Set<Integer> partitions,
      @Nullable Long fromOffset,
      @Nullable Instant from,
      @Nullable Instant to) {}

  /**
   * What there is of it.
   *
   * @param reachesBack whether every partition still has its first record
   */
  public record Found(
      String topic, String topicId, List<Archive.Range> ranges, boolean reachesBack) {

    /** How many records, at most: some offsets may hold none. */
    public long records() {
      return ranges.stream().mapToLong(range -> range.to() - range.from()).sum();
    }
  }

  /** Is told how many of the records have been passed. */
  @FunctionalInterface
  public interface Progress {
    void passed(long records);
  }

  private final Admin admin;
  private final KafkaConsumer<byte[], byte[]> consumer;

  private ArchiveExport(Map<String, Object> properties) {
    admin = Admin.create(properties);
    consumer = new KafkaConsumer<>(properties);
  }

  /**
   * Connects to a broker.
   *
   * @param settings further properties of the Kafka client, such as those for its security
   * @throws IllegalArgumentException if the client does not take them
   */
  public static ArchiveExport connect(String bootstrapServers, Map<String, String> settings) {
    Map<String, Object> properties = new HashMap<>(settings);
    properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"); // a gap must not be silent
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
    int timeout = Math.toIntExact(TIMEOUT.toMillis());
    properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeout);
    properties.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, timeout);
    try {
      return new ArchiveExport(properties);
    } catch (KafkaException e) {
      Throwable reason = e.getCause() == null ? e : e.getCause();
      throw new IllegalArgumentException("Kafka's client: " + reason.getMessage(), e);
    }
  }

  /**
   * Looks what there is of what is wanted; empty if there is no such topic.
   *
   * @throws IllegalArgumentException if a partition or an offset that is wanted is not there
   * @throws IOException if the broker does not answer
   */
  public Optional<Found> find(Wanted wanted) throws IOException, InterruptedException {
    TopicDescription topic;
    try {
      topic =
          requireNonNull(
              admin
                  .describeTopics(List.of(wanted.topic()))
                  .allTopicNames()
                  .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                  .get(wanted.topic()));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw new IOException("Kafka: " + String.valueOf(e.getCause()), e);
    } catch (TimeoutException e) {
      throw new IOException("Kafka does not answer within " + TIMEOUT.toSeconds() + " s", e);
    }
    List<TopicPartition> partitions = partitions(wanted, topic.partitions().size());
    try {
      Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
      List<Archive.Range> ranges = ranges(wanted, partitions, begins);
      boolean reachesBack = begins.values().stream().allMatch(begin -> begin == 0);
      return Optional.of(
          new Found(wanted.topic(), topic.topicId().toString(), ranges, reachesBack));
    } catch (KafkaException e) {
      throw new IOException("Kafka: " + e.getMessage(), e);
    }
  }

  private static List<TopicPartition> partitions(Wanted wanted, int count) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      if (wanted.partitions().isEmpty() || wanted.partitions().contains(number)) {
        partitions.add(new TopicPartition(wanted.topic(), number));
      }
    }
    if (partitions.size() < wanted.partitions().size()) {
      throw new IllegalArgumentException(
          "%s has the partitions 0 to %d".formatted(wanted.topic(), count - 1));
    }
    return partitions;
  }

  private List<Archive.Range> ranges(
      Wanted wanted, List<TopicPartition> partitions, Map<TopicPartition, Long> begins) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Map<TopicPartition, Long> since = firstAtOrAfter(wanted.from(), partitions);
    Map<TopicPartition, Long> until = firstAtOrAfter(wanted.to(), partitions);
    List<Archive.Range> ranges = new ArrayList<>();
    for (TopicPartition partition : partitions) {
      long begin = begins.getOrDefault(partition, 0L);
      long end = ends.getOrDefault(partition, 0L);
      Long asked = wanted.fromOffset();
      if (asked != null && (asked < begin || asked > end)) {
        throw new IllegalArgumentException(
            "partition %d has the offsets %d to %d".formatted(partition.partition(), begin, end));
      }
      // of a time that is later than every record's there is no first one
      long from =
          wanted.from() != null
              ? since.getOrDefault(partition, end)
              : asked != null ? asked : begin;
      long to = wanted.to() != null ? until.getOrDefault(partition, end) : end;
      ranges.add(new Archive.Range(partition.partition(), from, Math.max(from, to)));
    }
    return ranges;
  }

  private Map<TopicPartition, Long> firstAtOrAfter(
      @Nullable Instant time, List<TopicPartition> partitions) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    if (time != null) {
      Map<TopicPartition, Long> times = new HashMap<>();
      partitions.forEach(partition -> times.put(partition, time.toEpochMilli()));
      for (Map.Entry<TopicPartition, OffsetAndTimestamp> found :
          consumer.offsetsForTimes(times).entrySet()) {
        if (found.getValue() != null) {
          offsets.put(found.getKey(), found.getValue().offset());
        }
      }
    }
    return offsets;
  }

  /**
   * Writes all of it into a file, and its manifest when it is complete.
   *
   * @throws IOException if the broker stops answering, or the file cannot be written
   */
  public Archive write(Found found, Path file, Instant now, Progress progress) throws IOException {
    Map<TopicPartition, Long> open = new HashMap<>();
    try (ArchiveWriter writer = new ArchiveWriter(file, found.topic(), found.topicId())) {
      for (Archive.Range range : found.ranges()) {
        writer.range(range.partition(), range.from(), range.to());
        if (range.from() < range.to()) {
          open.put(new TopicPartition(found.topic(), range.partition()), range.to());
        }
      }
      consumer.assign(open.keySet());
      consumer.resume(open.keySet()); // of an export before, they are paused
      for (Archive.Range range : found.ranges()) {
        TopicPartition partition = new TopicPartition(found.topic(), range.partition());
        if (open.containsKey(partition)) {
          consumer.seek(partition, range.from());
        }
      }
      copy(found, writer, open, progress);
      return writer.finish(now);
    } catch (KafkaException e) {
      throw new IOException("Kafka: " + e.getMessage(), e);
    }
  }

  private void copy(
      Found found, ArchiveWriter writer, Map<TopicPartition, Long> open, Progress progress)
      throws IOException {
    long passedBefore = 0;
    long answeredAt = System.nanoTime();
    while (!open.isEmpty()) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        Long end = open.get(new TopicPartition(record.topic(), record.partition()));
        if (end != null && record.offset() < end) {
          writer.write(record);
        }
      }
      long passed = found.records();
      for (Map.Entry<TopicPartition, Long> each : open.entrySet()) {
        passed -= Math.max(each.getValue() - consumer.position(each.getKey()), 0);
      }
      if (passed > passedBefore) {
        answeredAt = System.nanoTime();
        passedBefore = passed;
      } else if (System.nanoTime() - answeredAt > TIMEOUT.toNanos()) {
        throw new IOException(
            "Kafka has given no record for "
                + TIMEOUT.toSeconds()
                + " s, and "
                + open
                + " are left");
      }
      progress.passed(passed);
      open.entrySet().removeIf(each -> consumer.position(each.getKey()) >= each.getValue());
      consumer.pause(
          consumer.assignment().stream().filter(each -> !open.containsKey(each)).toList());
    }
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(Duration.ZERO));
    admin.close(Duration.ZERO);
  }
}
