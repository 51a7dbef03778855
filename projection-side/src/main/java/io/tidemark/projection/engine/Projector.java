package io.tidemark.projection.engine;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tidemark.projection.engine.BatchWriter.Outdated;
import io.tidemark.projection.engine.Merger.Open;
import io.tidemark.projection.engine.Positions.Fenced;
import io.tidemark.projection.engine.Positions.Range;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds the records of the partitions that it owns. While one batch is being written, the next one
 * is merged. Used by one consumer thread.
 */
final class Projector implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Projector.class);

  /** A batch that is being written. It does not hold its records: they can be read again. */
  private record Pending(Map<TopicPartition, Range> ranges, Future<?> written) {}

  private static final int UNMERGED = 50_000;
  private static final long RETRY_NANOS = 500_000_000;

  private final int maxBatch;
  private final int minEntities;
  private final Room room;
  private final Standing standing;
  private final ExecutorService executor;
  private final Retry retry;
  private final MeterRegistry meters;
  private final Timer mergeTime;

  private @Nullable Pending pending;
  private @Nullable Open open;

  Projector(
      Projections projections,
      Generation generation,
      ProjectorSettings settings,
      Room room,
      DataSource dataSource,
      Clock clock,
      MeterRegistry meters) {
    this(projections, generation, settings, room, 0, dataSource, clock, meters);
  }

  /**
   * @param room of which it has its share until it is closed
   * @param minEntities while more records wait, a batch is not written before it has changed so
   *     many entities
   */
  Projector(
      Projections projections,
      Generation generation,
      ProjectorSettings settings,
      Room room,
      int minEntities,
      DataSource dataSource,
      Clock clock,
      MeterRegistry meters) {
    maxBatch = settings.maxBatch();
    this.minEntities = minEntities;
    this.room = room;
    room.enter();
    standing = new Standing(projections, generation, settings, room, dataSource, clock, meters);
    retry = standing.retry();
    executor =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().name("projector-write").factory());
    this.meters = meters;
    mergeTime = meters.timer("tidemark.projector.merge");
  }

  /**
   * Takes over partitions that stand at these positions, and fills the memory with their entities.
   */
  void assign(Map<TopicPartition, Position> assigned) throws SQLException {
    standing.assign(assigned);
  }

  /** The same for partitions of which nothing has been folded. */
  void begin(Map<TopicPartition, Position> assigned) throws SQLException {
    standing.begin(assigned);
  }

  /** The same for partitions of which few events are to be folded. */
  void resume(Map<TopicPartition, Position> assigned) throws SQLException {
    standing.resume(assigned);
  }

  /** Lets go of all partitions, and of what is not written. */
  void forget() {
    try {
      finishPending();
    } catch (Failed e) {
      log.warn("A batch of partitions that are given up was not written: {}", Standing.reason(e));
    }
    open = null;
    standing.release();
  }

  /** Finishes what is under way, and lets go of all partitions. */
  void release() {
    try {
      flush();
      finishPending();
    } catch (Failed | SQLException e) {
      log.warn("A batch of partitions that are given up was not written: {}", Standing.reason(e));
    }
    open = null;
    standing.release();
  }

  /** Why nothing can be written just now; null while all is well. */
  @Nullable String trouble() {
    return standing.trouble();
  }

  /**
   * Folds the records in.
   *
   * @param behind whether more are waiting: then this batch grows until the one before is written,
   *     and is itself written while the next one grows
   * @return null, or the positions to go on from where these are not the ends of the records
   */
  @Nullable Map<TopicPartition, Position> accept(
      List<ConsumerRecord<byte[], byte[]>> records, boolean behind) throws SQLException {
    try {
      if (standing.hasSuspects()) {
        return standing.foldAlone(records);
      }
      Open batch = open == null ? standing.open() : open;
      open = batch;
      merge(batch, records);
      if (behind && grows(batch)) {
        return null;
      }
      flush();
      if (!behind) {
        finishPending();
      }
      return null;
    } catch (Failed e) {
      return recover(e);
    }
  }

  /** Writes what is left when no records come. */
  @Nullable Map<TopicPartition, Position> idle() throws SQLException {
    try {
      flush();
      finishPending();
      return null;
    } catch (Failed e) {
      return recover(e);
    }
  }

  private boolean grows(Open batch) {
    if (minEntities == 0) {
      return isWriting() && batch.events() < maxBatch;
    }
    // what is not merged yet, for want of rows, has no entities but takes room
    return standing.isRemembered()
        ? batch.entities() < minEntities
        : batch.events() < UNMERGED && batch.events() < maxBatch;
  }

  /**
   * Folds dead letters of these partitions again, as far as they are owned here, and for about as
   * long as events can wait.
   *
   * @return null, or the positions to go on from, where they are not what they were
   */
  @Nullable Map<TopicPartition, Position> retry(Set<TopicPartition> partitions)
      throws SQLException {
    Map<TopicPartition, Position> seek = idle();
    if (seek != null || standing.hasSuspects()) {
      return seek;
    }
    Map<TopicPartition, Position> before = standing.positions();
    List<TopicPartition> owned = partitions.stream().filter(before::containsKey).toList();
    boolean remembered = standing.isRemembered();
    long end = System.nanoTime() + RETRY_NANOS;
    while (!owned.isEmpty() && retry.some(owned) && System.nanoTime() < end) {
      // events wait meanwhile
    }
    if (remembered && !standing.isRemembered()) {
      standing.remember();
    }
    Map<TopicPartition, Position> after = standing.positions();
    return after.equals(before) ? null : after;
  }

  private boolean isWriting() {
    return pending != null && !pending.written().isDone();
  }

  private void merge(Open batch, List<ConsumerRecord<byte[], byte[]>> records) throws Failed {
    Timer.Sample sample = Timer.start(meters);
    batch.decode(records);
    try {
      if (standing.isRemembered()) {
        batch.merge(null);
      }
    } catch (SQLException | RuntimeException e) {
      throw failed(batch, e);
    }
    sample.stop(mergeTime);
  }

  /** Has the batch written that has grown so far, once the one before is. */
  private void flush() throws SQLException, Failed {
    Open grown = open;
    if (grown == null) {
      return;
    }
    finishPending();
    Batch batch;
    try {
      if (!standing.isRemembered()) {
        standing.readBack(grown);
      }
      batch = standing.close(grown);
    } catch (RuntimeException e) {
      throw failed(grown, e);
    }
    open = null;
    standing.advance(batch);
    Future<?> written =
        executor.submit(
            () -> {
              standing.write(batch);
              return null;
            });
    pending = new Pending(batch.ranges(), written);
  }

  private Failed failed(Open batch, Exception e) throws Failed {
    finishPending(); // if that failed too, it comes first
    return new Failed(batch.ranges(), e);
  }

  private void finishPending() throws Failed {
    Pending unfinished = pending;
    pending = null;
    if (unfinished == null) {
      return;
    }
    try {
      unfinished.written().get();
    } catch (ExecutionException e) {
      throw new Failed(unfinished.ranges(), requireNonNull(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failed(unfinished.ranges(), e);
    }
  }

  /** Forgets what was merged but not written, and says from where to read again. */
  private Map<TopicPartition, Position> recover(Failed failed) throws SQLException {
    Throwable cause = failed.getCause();
    if (cause instanceof InterruptedException) {
      throw new IllegalStateException("stopped while a batch was being written", failed);
    }
    log.warn("A batch was not written: {}", Standing.reason(cause));
    open = null;
    standing.restore();
    boolean foreignRows = cause instanceof Outdated outdated && outdated.hasForeignRows();
    if (cause instanceof Fenced || (cause instanceof Outdated && !foreignRows)) {
      standing.remember();
    } else if (!foreignRows) { // else rows are read back until the next assignment
      standing.suspect(failed.ranges);
    }
    return standing.positions();
  }

  @Override
  public void close() {
    if (!executor.isShutdown()) {
      executor.shutdownNow();
      room.leave();
    }
  }

  /** What lies in these ranges is not written. */
  private static final class Failed extends Exception {

    private final transient Map<TopicPartition, Range> ranges;

    Failed(Map<TopicPartition, Range> ranges, Throwable cause) {
      super(cause);
      this.ranges = ranges;
    }

    @Override
    public synchronized Throwable getCause() {
      return requireNonNull(super.getCause());
    }
  }
}
