package io.tidemark.projection.engine;

import static java.util.Objects.requireNonNull;

import io.tidemark.projection.engine.Log.Extent;
import io.tidemark.projection.engine.Log.LogException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.BatchConsumerAwareMessageListener;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;

/**
 * Ties a projector to a consumer: it reads on from the stored positions, whatever Kafka has
 * committed, and halts a partition whose log is not the one that the position was stored for.
 */
final class ProjectorListener
    implements BatchConsumerAwareMessageListener<byte[], byte[]>, ConsumerAwareRebalanceListener {

  private static final Logger logger = LoggerFactory.getLogger(ProjectorListener.class);

  private final int generation;

  /** Shorter than a consumer may be without polling. */
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Projector projector;
  private final Transactions transactions;
  private final Log log;
  private final int behindFrom;

  /** Why each halted partition is not read. */
  private final Map<TopicPartition, String> halted = new ConcurrentHashMap<>();

  /** Touched by the consumer's thread alone. */
  private boolean assigned;

  private volatile boolean folds;

  /** Seen by whoever waits for the broker. */
  private volatile boolean stopping;

  /**
   * What the broker said is another log now; noticed by the watch, obeyed by the consumer's thread.
   */
  private final Map<String, String> recreated = new ConcurrentHashMap<>();

  /**
   * Where dead letters wait to be folded again; seen by the watch, done by the consumer's thread.
   */
  private final AtomicReference<Set<TopicPartition>> waiting = new AtomicReference<>(Set.of());

  ProjectorListener(
      Generation generation,
      Projector projector,
      Transactions transactions,
      Log log,
      ProjectorSettings settings) {
    this.generation = generation.number();
    this.projector = projector;
    this.transactions = transactions;
    this.log = log;
    behindFrom = Math.max(1, settings.pollRecords() / 4);
  }

  /** Whether it knows its partitions, and has read them since without failing. */
  boolean folds() {
    return folds;
  }

  /** What is asked of the broker is given up; the consumer itself is stopped by its container. */
  void stop() {
    stopping = true;
  }

  Map<TopicPartition, String> halted() {
    return Map.copyOf(halted);
  }

  @Nullable String trouble() {
    return projector.trouble();
  }

  /** In these partitions there are dead letters that wait to be folded again. */
  void retry(Set<TopicPartition> partitions) {
    waiting.set(partitions);
  }

  /** Not those of halted partitions: they wait until somebody has decided what is to be done. */
  private void retryWaiting(Consumer<?, ?> consumer) throws SQLException {
    Set<TopicPartition> partitions = waiting.getAndSet(Set.of());
    if (!partitions.isEmpty()) {
      Set<TopicPartition> read = new HashSet<>(partitions);
      read.removeAll(halted.keySet());
      seek(consumer, projector.retry(read));
    }
  }

  /** The topic is another log than the one that was read so far. */
  void topicRecreated(String topic, String reason) {
    recreated.put(topic, reason);
  }

  @Override
  public void onMessage(
      List<ConsumerRecord<byte[], byte[]>> records, @Nullable Consumer<?, ?> given) {
    Consumer<?, ?> consumer = requireNonNull(given);
    haltRecreated(consumer);
    List<ConsumerRecord<byte[], byte[]>> wanted = records;
    if (!halted.isEmpty()) {
      wanted =
          records.stream()
              .filter(r -> !halted.containsKey(new TopicPartition(r.topic(), r.partition())))
              .toList();
    }
    if (wanted.isEmpty()) {
      return;
    }
    try {
      seek(consumer, projector.accept(wanted, wanted.size() >= behindFrom));
      retryWaiting(consumer);
      folds = true;
    } catch (SQLException e) {
      throw new IllegalStateException("cannot fold", e);
    }
  }

  /** Called when no records came for a while. */
  void onIdle(Consumer<?, ?> consumer) {
    haltRecreated(consumer);
    try {
      seek(consumer, projector.idle());
      retryWaiting(consumer);
      folds |= assigned;
    } catch (SQLException e) {
      throw new IllegalStateException("cannot fold", e);
    }
  }

  private void seek(Consumer<?, ?> consumer, @Nullable Map<TopicPartition, Position> positions) {
    if (positions != null) {
      positions.forEach((partition, position) -> consumer.seek(partition, position.nextOffset()));
    }
  }

  @Override
  public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    assigned = true;
    if (partitions.isEmpty()) {
      return;
    }
    try {
      projector.assign(positions(consumer, partitions));
    } catch (SQLException | LogException e) {
      throw new IllegalStateException("cannot take over " + partitions, e);
    }
    logger.info(
        "Folding {} partitions into generation {}{}",
        partitions.size() - halted.size(),
        generation,
        halted.isEmpty() ? "" : ", halted: " + halted);
  }

  private Map<TopicPartition, Position> positions(
      Consumer<?, ?> consumer, Collection<TopicPartition> partitions)
      throws SQLException, LogException {
    Map<TopicPartition, Extent> extents = extents(partitions);
    Map<TopicPartition, Position> first = new HashMap<>();
    extents.forEach(
        (partition, extent) ->
            first.put(partition, new Position(extent.topicId(), extent.beginning())));
    Map<TopicPartition, Position> stored =
        transactions.run(
            connection -> {
              Positions.insert(connection, generation, first);
              return Positions.load(connection, generation, partitions);
            });
    Map<TopicPartition, Position> readable = new HashMap<>();
    stored.forEach(
        (partition, position) -> {
          Extent extent = requireNonNull(extents.get(partition));
          String reason = reasonToHalt(position, extent);
          if (reason == null) {
            consumer.seek(partition, position.nextOffset());
            readable.put(partition, position);
          } else {
            halt(consumer, partition, reason);
          }
        });
    return readable;
  }

  /**
   * Asks the broker until it answers: a connection to it that is half open is found out by its own
   * timeout, and a consumer that gives up before has to join its group once more. One that is being
   * stopped gives up at once: it would keep its partitions from others.
   */
  private Map<TopicPartition, Extent> extents(Collection<TopicPartition> partitions)
      throws LogException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return log.extents(partitions);
      } catch (LogException e) {
        if (stopping || System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        logger.warn("Cannot take over {} yet: {}", partitions, e.getMessage());
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  private static @Nullable String reasonToHalt(Position position, Extent extent) {
    long next = position.nextOffset();
    if (!position.topicId().equals(extent.topicId())) {
      return recreated(position.topicId(), extent.topicId());
    } else if (next < extent.beginning()) {
      return "the log begins at %d, after the position %d: events were deleted before they were folded"
          .formatted(extent.beginning(), next);
    } else if (next > extent.end()) {
      return "the log ends at %d, before the position %d: it has lost events that are folded in"
          .formatted(extent.end(), next);
    }
    return null;
  }

  static String recreated(String storedId, String topicId) {
    return "the topic was created anew (its id is %s, the position is of %s)"
        .formatted(topicId, storedId);
  }

  private void haltRecreated(Consumer<?, ?> consumer) {
    if (recreated.isEmpty()) {
      return;
    }
    for (TopicPartition partition : Set.copyOf(consumer.assignment())) {
      String reason = recreated.get(partition.topic());
      if (reason != null && !halted.containsKey(partition)) {
        halt(consumer, partition, reason);
      }
    }
  }

  private void halt(Consumer<?, ?> consumer, TopicPartition partition, String reason) {
    if (halted.put(partition, reason) == null) {
      logger.error("Halted {}: {}", partition, reason);
    }
    consumer.seek(partition, 0L); // any position will do: it is not read
    consumer.pause(Set.of(partition));
  }

  /** The positions no longer lie within the log. */
  void outOfRange(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    partitions.forEach(
        partition -> halt(consumer, partition, "the position is outside of the log"));
  }

  @Override
  public void onPartitionsRevokedBeforeCommit(
      Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    letGo();
  }

  @Override
  public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    letGo();
  }

  private void letGo() {
    projector.release();
    halted.clear();
  }
}
