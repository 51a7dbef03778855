package io.tidemark.projection.engine;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tidemark.events.CloudEventDecoder;
import io.tidemark.projection.deadletter.DeadLetter;
import io.tidemark.projection.engine.BatchWriter.Outdated;
import io.tidemark.projection.engine.Merger.Open;
import io.tidemark.projection.engine.Positions.Fenced;
import io.tidemark.projection.engine.Positions.Range;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  private final Projections projections;
  private final Calendar calendar;
  private final int maxBatch;
  private final Memory.All memories;
  private final Merger merger;
  private final BatchWriter writer;
  private final Transactions transactions;
  private final ExecutorService executor;
  private final MeterRegistry meters;
  private final Timer mergeTime;
  private final Timer writeTime;
  private final DistributionSummary batchSize;

  /** Where each assigned partition stands once what is pending is written. */
  private Map<TopicPartition, Position> positions = new HashMap<>();

  /** Up to where something cannot be stored: so far records are folded alone, to find out what. */
  private final Map<TopicPartition, Long> suspects = new HashMap<>();

  private Context context;
  private @Nullable Pending pending;
  private @Nullable Open open;

  Projector(
      Projections projections,
      Calendar calendar,
      ProjectorSettings settings,
      DataSource dataSource,
      Clock clock,
      MeterRegistry meters) {
    this.projections = projections;
    this.calendar = calendar;
    context = new Context(calendar, Parameters.of(0, List.of()));
    maxBatch = settings.maxBatch();
    memories = Memory.All.of(projections, settings.memoryEntities());
    CloudEventDecoder decoder = new CloudEventDecoder(settings.currency(), settings.maxBytes());
    merger = new Merger(projections, decoder, clock, settings.maxAhead(), memories);
    writer = new BatchWriter(projections);
    transactions = new Transactions(dataSource);
    executor =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().name("projector-write").factory());
    this.meters = meters;
    mergeTime = meters.timer("tidemark.projector.merge");
    writeTime = meters.timer("tidemark.projector.write");
    batchSize = meters.summary("tidemark.projector.batch.size");
  }

  /**
   * Takes over partitions that stand at these positions, and fills the memory with their entities.
   */
  void assign(Map<TopicPartition, Position> assigned) throws SQLException {
    positions = new HashMap<>(assigned);
    remember();
  }

  /** Finishes what is under way, and lets go of all partitions. */
  void release() {
    try {
      flush();
      finishPending();
    } catch (Failed | SQLException e) {
      log.warn("A batch of partitions that are given up was not written: {}", reason(e));
    }
    open = null;
    positions = new HashMap<>();
    suspects.clear();
    memories.forget();
  }

  /** Why nothing can be written just now; null while all is well. */
  @Nullable String trouble() {
    return transactions.trouble();
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
      if (!suspects.isEmpty()) {
        return foldAlone(records);
      }
      Open batch = open == null ? merger.open(positions) : open;
      open = batch;
      merge(batch, records);
      if (behind && isWriting() && batch.events() < maxBatch) {
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

  private boolean isWriting() {
    return pending != null && !pending.written().isDone();
  }

  private void merge(Open batch, List<ConsumerRecord<byte[], byte[]>> records) throws Failed {
    Timer.Sample sample = Timer.start(meters);
    batch.decode(records);
    try {
      if (memories.isComplete()) {
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
      if (!memories.isComplete()) {
        transactions.run(connection -> readBack(grown, connection));
      }
      batch = grown.close(context);
    } catch (RuntimeException e) {
      throw failed(grown, e);
    }
    open = null;
    advance(batch);
    Future<?> written =
        executor.submit(
            () -> {
              write(batch);
              return null;
            });
    pending = new Pending(batch.ranges(), written);
  }

  private Failed failed(Open batch, Exception e) throws Failed {
    finishPending(); // if that failed too, it comes first
    return new Failed(batch.ranges(), e);
  }

  private Open readBack(Open batch, Connection connection) throws SQLException {
    batch.merge(connection);
    return batch;
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

  private void write(Batch batch) throws SQLException, Fenced, Outdated {
    Timer.Sample sample = Timer.start(meters);
    transactions.write(batch, writer);
    sample.stop(writeTime);
    batchSize.record(batch.events());
    for (DeadLetter letter : batch.deadLetters()) {
      meters.counter("tidemark.dead.letters", "kind", letter.kind().wireName()).increment();
      log.warn(
          "Dead letter {}-{}@{}: {}: {}",
          letter.record().topic(),
          letter.record().partition(),
          letter.record().offset(),
          letter.kind().wireName(),
          letter.reason());
    }
  }

  private void advance(Batch batch) {
    batch
        .ranges()
        .forEach(
            (partition, range) ->
                positions.computeIfPresent(
                    partition, (_, old) -> new Position(old.topicId(), range.end())));
  }

  /** Forgets what was merged but not written, and says from where to read again. */
  private Map<TopicPartition, Position> recover(Failed failed) throws SQLException {
    Throwable cause = failed.getCause();
    if (cause instanceof InterruptedException) {
      throw new IllegalStateException("stopped while a batch was being written", failed);
    }
    log.warn("A batch was not written: {}", reason(cause));
    open = null;
    restore();
    boolean foreignRows = cause instanceof Outdated outdated && outdated.hasForeignRows();
    if (cause instanceof Fenced || (cause instanceof Outdated && !foreignRows)) {
      remember();
    } else if (!foreignRows) { // else rows are read back until the next assignment
      failed.ranges.forEach((partition, range) -> suspects.put(partition, range.end()));
    }
    return Map.copyOf(positions);
  }

  /** Folds records among which something cannot be stored. */
  private Map<TopicPartition, Position> foldAlone(List<ConsumerRecord<byte[], byte[]>> records)
      throws SQLException {
    fold(records);
    suspects
        .entrySet()
        .removeIf(
            suspect -> {
              Position position = positions.get(suspect.getKey());
              return position == null || position.nextOffset() >= suspect.getValue();
            });
    if (suspects.isEmpty()) {
      remember();
    }
    return Map.copyOf(positions);
  }

  /** Folds and writes the records; halves them until one that cannot be stored is alone. */
  private void fold(List<ConsumerRecord<byte[], byte[]>> records) throws SQLException {
    try {
      Open alone = merger.open(positions);
      alone.decode(records);
      transactions.run(connection -> readBack(alone, connection));
      Batch batch = alone.close(context);
      write(batch);
      advance(batch);
    } catch (Fenced e) {
      restore();
    } catch (Outdated e) {
      restore();
      fold(records);
    } catch (SQLException | RuntimeException e) {
      restore();
      if (records.size() > 1) {
        int middle = records.size() / 2;
        fold(records.subList(0, middle));
        fold(records.subList(middle, records.size()));
      } else {
        reject(records.getFirst(), reason(e));
      }
    }
  }

  private void reject(ConsumerRecord<byte[], byte[]> record, String reason) throws SQLException {
    Open alone = merger.open(positions);
    alone.reject(record, reason);
    Batch batch = alone.close(context);
    try {
      write(batch);
      advance(batch);
    } catch (Fenced e) {
      restore();
    } catch (Outdated e) {
      restore();
      reject(record, reason);
    }
  }

  /** Goes back to what is stored: positions and parameters; rows are read when they are needed. */
  private void restore() throws SQLException {
    memories.forget();
    var assigned = List.copyOf(positions.keySet());
    positions = new HashMap<>(transactions.run(connection -> Positions.load(connection, assigned)));
    loadParameters();
  }

  private void remember() throws SQLException {
    loadParameters();
    for (Projection<?, ?> projection : projections.all()) {
      var partitions =
          positions.keySet().stream()
              .filter(partition -> partition.topic().equals(projection.topic()))
              .map(TopicPartition::partition)
              .toList();
      transactions.run(
          connection -> {
            memories.load(projection, connection, partitions);
            return partitions;
          });
    }
  }

  private void loadParameters() throws SQLException {
    context = new Context(calendar, transactions.run(ParameterStore::load));
  }

  private static String reason(Throwable e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  @Override
  public void close() {
    executor.shutdownNow();
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
