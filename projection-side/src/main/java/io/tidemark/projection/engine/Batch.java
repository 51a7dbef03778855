package io.tidemark.projection.engine;

import io.tidemark.projection.deadletter.DeadLetter;
import io.tidemark.projection.deadletter.Waiting;
import io.tidemark.projection.engine.CellTable.Address;
import io.tidemark.projection.engine.EntityTable.Row;
import io.tidemark.projection.engine.Positions.Range;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What a number of records come to: everything that one transaction writes.
 *
 * @param events how many records were folded in
 * @param parametersVersion of the parameters that the contributions were computed with
 * @param newest the time of the newest event by metric group
 * @param tried what became of dead letters that were folded again
 */
record Batch(
    int events,
    long parametersVersion,
    Map<TopicPartition, Range> ranges,
    List<Changes<?>> changes,
    Map<CellTable, Map<Address, Amounts>> cells,
    Map<String, Instant> newest,
    List<DeadLetter> deadLetters,
    Waiting.Tried tried) {

  /**
   * The rows of one projection's entities: new ones, and known ones with the revision they replace.
   */
  record Changes<E extends Entity>(
      EntityTable<E> table, List<Row<E>> inserts, List<Row<E>> updates) {}

  /** One entity before and after the batch; without a row before, it is new. */
  static final class Change<E extends Entity> {
    final @Nullable Row<E> before;
    E after;
    int partition;

    /** How many events were merged into it. */
    int events;

    Change(@Nullable Row<E> before, E after) {
      this.before = before;
      this.after = after;
    }
  }
}
