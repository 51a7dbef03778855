package io.tidemark.query.voice;

import com.github.benmanes.caffeine.cache.Cache;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes new configurations to PostgreSQL behind the requests' back, gathered into one statement.
 * It remembers which, not what they say: that is in memory already, which is bounded.
 */
final class Keeper implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Keeper.class);

  private static final Duration LINGER = Duration.ofMillis(50);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);
  private static final int MOST_ROWS = 500;
  private static final int MOST_CHARS = 4 << 20;

  private final LastKnown table;
  private final Cache<String, Known> memory;
  private final VoiceMetrics metrics;
  private final Set<String> waiting = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean isScheduled = new AtomicBoolean();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("tidemark-voice-keeper").daemon().factory());

  Keeper(LastKnown table, Cache<String, Known> memory, VoiceMetrics metrics) {
    this.table = table;
    this.memory = memory;
    this.metrics = metrics;
  }

  void keep(String externalId) {
    waiting.add(externalId);
    schedule(LINGER);
  }

  private void schedule(Duration delay) {
    if (isScheduled.compareAndSet(false, true)) {
      try {
        var _ = timer.schedule(this::run, delay.toNanos(), TimeUnit.NANOSECONDS);
      } catch (RejectedExecutionException e) {
        log.debug("Closing: what was just fetched is not kept", e);
      }
    }
  }

  private void run() {
    isScheduled.set(false); // what is added from here on schedules a run of its own
    if (!writeAll()) {
      schedule(AFTER_FAILURE);
    }
  }

  /** Whether nothing is left. */
  private boolean writeAll() {
    while (true) {
      SortedMap<String, Known> batch = nextBatch();
      if (batch.isEmpty()) {
        return true;
      }
      try {
        table.write(batch);
      } catch (SQLException e) {
        log.warn("Configurations of agents are not kept, tried again: {}", e.getMessage());
        metrics.storeFailed();
        waiting.addAll(batch.keySet());
        return false;
      }
    }
  }

  private SortedMap<String, Known> nextBatch() {
    SortedMap<String, Known> batch = new TreeMap<>();
    int chars = 0;
    Iterator<String> ids = waiting.iterator();
    while (ids.hasNext() && batch.size() < MOST_ROWS && chars < MOST_CHARS) {
      String id = ids.next();
      ids.remove(); // before it is read, so that a newer one waits anew
      Known known = memory.getIfPresent(id);
      if (known != null) {
        batch.put(id, known);
        chars += known.json().length();
      }
    }
    return batch;
  }

  /** Writes what is left, once. */
  @Override
  public void close() {
    timer.shutdownNow();
    try {
      timer.awaitTermination(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    writeAll();
  }
}
