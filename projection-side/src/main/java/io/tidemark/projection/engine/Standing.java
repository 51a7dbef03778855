package io.tidemark.projection.engine;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tidemark.events.CloudEventDecoder;
import io.tidemark.projection.deadletter.DeadLetter;
import io.tidemark.projection.engine.BatchWriter.Outdated;
import io.tidemark.projection.engine.Merger.Open;
import io.tidemark.projection.engine.Positions.Fenced;
import io.tidemark.projection.engine.Positions.Range;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the assigned partitions stand: their positions, what is remembered of their entities, the
 * parameters, and the records among which something cannot be stored. Batches start from here and
 * are written here. Used by one consumer thread, but for {@link #write}.
 */
final class Standing {

  private static final Logger log = LoggerFactory.getLogger(Standing.class);

  private final Projections projections;
  private final Generation generation;
  private final Memory.All memories;
  private final Merger merger;
  private final BatchWriter writer;
  private final Transactions transactions;
  private final MeterRegistry meters;
  private final Timer writeTime;
  private final DistributionSummary batchSize;

  /** Where each assigned partition stands once what is pending is written. */
  private Map<TopicPartition, Position> positions = new HashMap<>();

  /** Up to where something cannot be stored: so far records are folded alone, to find out what. */
  private final Map<TopicPartition, Long> suspects = new HashMap<>();

  private Context context;

  Standing(
      Projections projections,
      Generation generation,
      ProjectorSettings settings,
      Room room,
      DataSource dataSource,
      Clock clock,
      MeterRegistry meters) {
    this.projections = projections;
    this.generation = generation;
    context = new Context(generation.calendar(), Parameters.of(0, List.of()));
    memories = Memory.All.of(projections, room);
    CloudEventDecoder decoder = new CloudEventDecoder(settings.currency(), settings.maxBytes());
    merger =
        new Merger(projections, decoder, clock, settings.maxAhead(), generation.schema(), memories);
    writer =
        new BatchWriter(
            projections, generation, new Ledger(settings.restatements(), generation, clock));
    transactions = new Transactions(dataSource);
    this.meters = meters;
    writeTime = meters.timer("tidemark.projector.write");
    batchSize = meters.summary("tidemark.projector.batch.size");
  }

  /** Fills the memory with the entities of partitions that stand at these positions. */
  void assign(Map<TopicPartition, Position> assigned) throws SQLException {
    positions = new HashMap<>(assigned);
    remember();
  }

  /** The same for partitions of which nothing has been folded: there is nothing to read. */
  void begin(Map<TopicPartition, Position> assigned) throws SQLException {
    positions = new HashMap<>(assigned);
    loadParameters();
    memories.begin();
  }

  /** The same without reading any: rows are read when they are needed, which is for few events. */
  void resume(Map<TopicPartition, Position> assigned) throws SQLException {
    positions = new HashMap<>(assigned);
    loadParameters();
    memories.forget();
  }

  void release() {
    positions = new HashMap<>();
    suspects.clear();
    memories.forget();
  }

  /** Why nothing can be written just now; null while all is well. */
  @Nullable String trouble() {
    return transactions.trouble();
  }

  /** Folds dead letters again that wait for it. */
  Retry retry() {
    return new Retry(this, generation, transactions, meters);
  }

  /** Where the next batch starts. */
  Map<TopicPartition, Position> positions() {
    return Map.copyOf(positions);
  }

  /** Whether all entities are in memory, so that a batch needs no rows to be merged. */
  boolean isRemembered() {
    return memories.isComplete();
  }

  /** A batch that starts where the one before ends. */
  Open open() {
    return merger.open(positions);
  }

  /** Merges the batch with the rows of the entities that are not in memory. */
  void readBack(Open batch) throws SQLException {
    transactions.run(
        connection -> {
          batch.merge(connection);
          return batch;
        });
  }

  Batch close(Open batch) {
    return batch.close(context);
  }

  void write(Batch batch) throws SQLException, Fenced, Outdated {
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

  /** The next batch starts where this one ends. */
  void advance(Batch batch) {
    batch
        .ranges()
        .forEach(
            (partition, range) ->
                positions.computeIfPresent(
                    partition, (_, old) -> new Position(old.topicId(), range.end())));
  }

  /** From now on records are folded alone, up to the ends of these ranges. */
  void suspect(Map<TopicPartition, Range> ranges) {
    ranges.forEach((partition, range) -> suspects.put(partition, range.end()));
  }

  boolean hasSuspects() {
    return !suspects.isEmpty();
  }

  /** Folds records among which something cannot be stored. */
  Map<TopicPartition, Position> foldAlone(List<ConsumerRecord<byte[], byte[]>> records)
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
    return positions();
  }

  /** Folds and writes the records; halves them until one that cannot be stored is alone. */
  private void fold(List<ConsumerRecord<byte[], byte[]>> records) throws SQLException {
    try {
      Open alone = open();
      alone.decode(records);
      readBack(alone);
      Batch batch = close(alone);
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
    Open alone = open();
    alone.reject(record, reason);
    Batch batch = close(alone);
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
  void restore() throws SQLException {
    memories.forget();
    var assigned = List.copyOf(positions.keySet());
    positions =
        new HashMap<>(
            transactions.run(
                connection -> Positions.load(connection, generation.number(), assigned)));
    loadParameters();
  }

  /** Reads the parameters, and into memory the entities of all partitions. */
  void remember() throws SQLException {
    loadParameters();
    for (Projection<?, ?> projection : projections.all()) {
      var partitions =
          positions.keySet().stream()
              .filter(partition -> partition.topic().equals(projection.topic()))
              .map(TopicPartition::partition)
              .toList();
      transactions.run(
          connection -> {
            memories.load(projection, connection, generation.schema(), partitions);
            return partitions;
          });
    }
  }

  private void loadParameters() throws SQLException {
    context = new Context(generation.calendar(), transactions.run(ParameterStore::load));
  }

  static String reason(Throwable e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
