package io.tidemark.projection.rebuild;

import static java.util.Objects.requireNonNull;

import io.tidemark.projection.engine.Bulk;
import io.tidemark.projection.engine.Engine;
import io.tidemark.projection.engine.Generation;
import io.tidemark.projection.engine.Position;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.ConsumerFactory;

/**
 * Folds the log into a generation that nobody else folds, from where it stands up to given ends,
 * several partitions side by side. Each is folded in memory, and written in as few transactions as
 * memory allows, with its position: killed, it goes on from there.
 */
final class LogFilling {

  /** Small partitions are folded together, as many as come to so many events. */
  private static final long TOGETHER = 50_000;

  private static final Duration POLL = Duration.ofMillis(200);

  private static final String POLL_RECORDS = "4000";
  private static final String FETCH_BYTES = String.valueOf(16 << 20);
  private static final String PARTITION_BYTES = String.valueOf(4 << 20);

  private final Engine engine;
  private final ConsumerFactory<byte[], byte[]> consumerFactory;
  private final Generation generation;
  private final int workers;
  private final Progress progress;

  LogFilling(
      Engine engine,
      ConsumerFactory<byte[], byte[]> consumerFactory,
      Generation generation,
      int workers,
      Progress progress) {
    this.engine = engine;
    this.consumerFactory = consumerFactory;
    this.generation = generation;
    this.workers = workers;
    this.progress = progress;
  }

  /**
   * What is to be folded of a partition.
   *
   * @param untouched whether nothing of it has been folded
   * @param end the offset after the last record that is wanted; none behind it is folded
   */
  record Share(TopicPartition partition, Position from, boolean untouched, long end) {
    long events() {
      return end - from.nextOffset();
    }
  }

  /** Returns when all is folded, or the rebuild is not to go on. */
  void fold(List<Share> shares) throws SQLException, InterruptedException {
    Queue<List<Share>> tasks = new ConcurrentLinkedQueue<>(tasks(shares));
    int size = Math.min(workers, tasks.size());
    if (size == 0) {
      return;
    }
    try (ExecutorService executor =
        Executors.newFixedThreadPool(
            size, Thread.ofPlatform().name("rebuild-" + generation.number() + "-", 1).factory())) {
      List<Future<?>> futures = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        futures.add(
            executor.submit(
                () -> {
                  work(tasks, size);
                  return null;
                }));
      }
      try {
        for (Future<?> future : futures) {
          future.get();
        }
      } catch (ExecutionException e) {
        executor.shutdownNow();
        throw failure(e.getCause());
      } catch (InterruptedException e) {
        executor.shutdownNow();
        throw e;
      }
    }
  }

  private static SQLException failure(@Nullable Throwable cause) throws InterruptedException {
    if (cause instanceof SQLException e) {
      return e;
    } else if (cause instanceof InterruptedException e) {
      throw e;
    }
    throw new IllegalStateException(cause == null ? "unknown" : String.valueOf(cause), cause);
  }

  /** The largest first, so that no worker is left alone with one at the end. */
  private static List<List<Share>> tasks(List<Share> shares) {
    List<Share> sorted =
        shares.stream()
            .filter(share -> share.events() > 0)
            .sorted(Comparator.comparingLong(Share::events).reversed())
            .toList();
    List<List<Share>> tasks = new ArrayList<>();
    List<Share> together = new ArrayList<>();
    long events = 0;
    for (Share share : sorted) {
      // what has been touched has rows to be read first, and what has not has none
      if (events + share.events() > TOGETHER
          || (!together.isEmpty() && together.getFirst().untouched() != share.untouched())) {
        if (!together.isEmpty()) {
          tasks.add(List.copyOf(together));
        }
        together.clear();
        events = 0;
      }
      together.add(share);
      events += share.events();
    }
    if (!together.isEmpty()) {
      tasks.add(together);
    }
    return tasks;
  }

  private void work(Queue<List<Share>> tasks, int size) throws SQLException, InterruptedException {
    try (Bulk bulk = engine.bulk(generation, size);
        Consumer<byte[], byte[]> consumer = consumer()) {
      List<Share> task = tasks.poll();
      while (task != null && !progress.isStopped()) {
        fold(task, bulk, consumer);
        task = tasks.poll();
      }
    }
  }

  private Consumer<byte[], byte[]> consumer() {
    Properties properties = new Properties();
    properties.setProperty(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLL_RECORDS);
    properties.setProperty(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    properties.setProperty(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_BYTES);
    return consumerFactory.createConsumer(null, "tidemark-rebuild", null, properties);
  }

  private void fold(List<Share> task, Bulk bulk, Consumer<byte[], byte[]> consumer)
      throws SQLException, InterruptedException {
    Map<TopicPartition, Long> ends = new HashMap<>();
    Map<TopicPartition, Position> positions = new HashMap<>();
    for (Share share : task) {
      ends.put(share.partition(), share.end());
      positions.put(share.partition(), share.from());
    }
    consumer.assign(ends.keySet());
    seek(consumer, positions);
    bulk.assign(
        positions, task.getFirst().untouched(), task.stream().mapToLong(Share::events).sum());
    try {
      while (!progress.isStopped()) {
        Map<TopicPartition, Position> again;
        if (consumer.paused().size() == ends.size()) {
          again = bulk.flush();
          if (again == null) {
            return;
          }
        } else {
          again = foldSome(bulk, consumer, ends);
        }
        if (again != null) {
          seek(consumer, again);
          consumer.resume(ends.keySet());
        }
      }
      bulk.flush(); // so that a pause loses nothing of what is in memory
    } finally {
      bulk.forget();
    }
  }

  private void seek(Consumer<?, ?> consumer, Map<TopicPartition, Position> positions) {
    positions.forEach((partition, position) -> consumer.seek(partition, position.nextOffset()));
  }

  private @Nullable Map<TopicPartition, Position> foldSome(
      Bulk bulk, Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends)
      throws SQLException, InterruptedException {
    var polled = consumer.poll(POLL);
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>(polled.count());
    Set<TopicPartition> finished = new HashSet<>();
    for (TopicPartition partition : ends.keySet()) {
      long end = requireNonNull(ends.get(partition));
      for (ConsumerRecord<byte[], byte[]> record : polled.records(partition)) {
        if (record.offset() < end) {
          records.add(record);
        }
      }
      if (consumer.position(partition) >= end) {
        finished.add(partition);
      }
    }
    consumer.pause(finished);
    int most = progress.atOnce(records.size());
    for (int from = 0; from < records.size() && !progress.isStopped(); from += most) {
      var some = records.subList(from, Math.min(records.size(), from + most));
      progress.pace(some.size());
      Map<TopicPartition, Position> again = bulk.fold(some);
      if (again != null) {
        return again;
      }
      progress.add(some.size());
    }
    return null;
  }
}
