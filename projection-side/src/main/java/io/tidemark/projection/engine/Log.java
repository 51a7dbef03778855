package io.tidemark.projection.engine;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topics as the broker knows them. */
public final class Log implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 10;

  /**
   * Larger than an event may be, so that what is too large becomes a dead letter and is not lost.
   */
  private static final String LARGEST_RECORD = String.valueOf(32 << 20);

  private final Admin admin;
  private final List<String> topics;

  Log(Admin admin, List<String> topics) {
    this.admin = admin;
    this.topics = topics;
  }

  /**
   * Creates the topics that are missing. They are kept for ever: rebuilds start from their
   * beginning.
   */
  void createTopics() throws LogException {
    List<NewTopic> wanted =
        topics.stream()
            .map(
                topic ->
                    new NewTopic(topic, Optional.of(12), Optional.empty())
                        .configs(Map.of("retention.ms", "-1", "max.message.bytes", LARGEST_RECORD)))
            .toList();
    for (KafkaFuture<Void> created : admin.createTopics(wanted).values().values()) {
      try {
        created.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw new LogException("cannot create topics", e);
        }
      } catch (InterruptedException | TimeoutException e) {
        throw interrupted("creating topics", e);
      }
    }
  }

  public Map<String, String> topicIds() throws LogException {
    Map<String, String> ids = new HashMap<>();
    for (TopicDescription topic : describe().values()) {
      ids.put(topic.name(), topic.topicId().toString());
    }
    return ids;
  }

  /** The offsets after the last record of every partition. */
  public Map<TopicPartition, Long> ends() throws LogException {
    Map<TopicPartition, OffsetSpec> all = new HashMap<>();
    for (TopicDescription topic : describe().values()) {
      topic
          .partitions()
          .forEach(
              partition ->
                  all.put(
                      new TopicPartition(topic.name(), partition.partition()),
                      OffsetSpec.latest()));
    }
    return offsets(all);
  }

  /** What the log holds of a partition: from {@code beginning} up to but without {@code end}. */
  public record Extent(String topicId, long beginning, long end) {}

  public Map<TopicPartition, Extent> extents(Collection<TopicPartition> partitions)
      throws LogException {
    Map<String, String> topicIds = topicIds();
    Map<TopicPartition, OffsetSpec> earliest = new HashMap<>();
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    for (TopicPartition partition : partitions) {
      earliest.put(partition, OffsetSpec.earliest());
      latest.put(partition, OffsetSpec.latest());
    }
    Map<TopicPartition, Long> ends = offsets(latest);
    Map<TopicPartition, Extent> extents = new HashMap<>();
    offsets(earliest)
        .forEach(
            (partition, beginning) ->
                extents.put(
                    partition,
                    new Extent(
                        requireNonNull(topicIds.get(partition.topic())),
                        beginning,
                        requireNonNull(ends.get(partition)))));
    return extents;
  }

  /** The same of all partitions of all topics. */
  public Map<TopicPartition, Extent> extents() throws LogException {
    return extents(ends().keySet());
  }

  /** How much room each topic takes on the broker's disks, each copy once. */
  public Map<String, Long> bytes() throws LogException {
    Map<TopicPartition, Long> largest = new HashMap<>();
    try {
      List<Integer> brokers =
          get(admin.describeCluster().nodes(), "describing the cluster").stream()
              .map(node -> node.id())
              .toList();
      get(admin.describeLogDirs(brokers).allDescriptions(), "describing log folders")
          .values()
          .forEach(
              folders ->
                  folders
                      .values()
                      .forEach(
                          folder ->
                              folder
                                  .replicaInfos()
                                  .forEach(
                                      (partition, replica) ->
                                          largest.merge(partition, replica.size(), Math::max))));
    } catch (LogException e) {
      if (e.getCause() instanceof ExecutionException) {
        return Map.of(); // not everybody may ask for this
      }
      throw e;
    }
    Map<String, Long> bytes = new HashMap<>();
    largest.forEach((partition, size) -> bytes.merge(partition.topic(), size, Long::sum));
    return bytes;
  }

  private Map<String, TopicDescription> describe() throws LogException {
    return get(admin.describeTopics(topics).allTopicNames(), "describing topics");
  }

  private Map<TopicPartition, Long> offsets(Map<TopicPartition, OffsetSpec> wanted)
      throws LogException {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    get(admin.listOffsets(wanted).all(), "listing offsets")
        .forEach((partition, result) -> offsets.put(partition, result.offset()));
    return offsets;
  }

  private static <T> T get(KafkaFuture<T> future, String what) throws LogException {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new LogException(what + " failed", e);
    } catch (InterruptedException | TimeoutException e) {
      throw interrupted(what, e);
    }
  }

  private static LogException interrupted(String what, Exception e) {
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    return new LogException(what + " was not answered", e);
  }

  @Override
  public void close() {
    admin.close();
  }

  /** The broker does not answer, or not as asked. */
  public static final class LogException extends Exception {
    LogException(String message, Exception cause) {
      super(message + ": " + cause.getMessage(), cause);
    }
  }
}
