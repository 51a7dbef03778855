package io.tidemark.projection.engine;

import io.tidemark.events.Envelope;
import io.tidemark.events.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Folds the events of one kind of entity into its row, and says what the row counts for. A
 * projection is pure: no clock, no I/O, no look-up. Its test is: these events, in any order, any of
 * them twice, give these cells.
 *
 * @param <V> the sealed interface of the entity's events
 * @param <E> the entity
 */
public interface Projection<V extends Event, E extends Entity> {

  /**
   * Raised by whoever changes what its entities or cells are for the same events: figures of the
   * version before are then not those of this one, and a rebuild replaces them.
   */
  default int version() {
    return 1;
  }

  /** The metric group that readers are told has changed. */
  String group();

  /** The Kafka topic of its events, which other projections' events may share. */
  String topic();

  /** The sealed interface of its events. */
  Class<V> events();

  /** Where its entities' rows are. */
  EntityTable<E> entities();

  /** The tables it counts in. */
  List<CellTable> tables();

  /**
   * The entity that the event is merged into: its subject. A projection whose facts add up makes
   * each an entity of its own. The same event must always name the same entity.
   */
  default String entityId(Envelope envelope, V event) {
    return envelope.subject();
  }

  /** The entity after the event. Must be commutative, associative and idempotent: set registers. */
  E merge(E entity, V event, Stamp at);

  /**
   * The column of the entity whose day decides in which periods it counts; null if it counts in
   * none. Who looks for the entities behind a period's figures need not read all others.
   */
  default @Nullable String countedOn() {
    return null;
  }

  /** Adds what the entity counts for now. */
  void contribute(E entity, Context context, Cells cells);
}
