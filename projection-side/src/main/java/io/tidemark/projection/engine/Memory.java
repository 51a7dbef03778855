package io.tidemark.projection.engine;

import static java.util.Objects.requireNonNull;

import io.tidemark.projection.engine.EntityTable.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The entities of the partitions that a projector owns. While it holds all of them, an entity that
 * is not here is new, and no row has to be read back. Where they are too many, or it is not sure to
 * hold them as they are stored, the rows that a batch needs are read first.
 */
final class Memory<E extends Entity> {

  private static final int FETCH_SIZE = 10_000;

  private final EntityTable<E> table;
  private final Map<String, Row<E>> rows = new HashMap<>();
  private boolean complete;

  Memory(EntityTable<E> table) {
    this.table = table;
  }

  boolean isComplete() {
    return complete;
  }

  int size() {
    return rows.size();
  }

  @Nullable Row<E> get(String id) {
    return rows.get(id);
  }

  void put(Row<E> row) {
    rows.put(row.entity().id(), row);
  }

  /** Forgets everything; from now on rows are read when they are needed. */
  void forget() {
    rows.clear();
    complete = false;
  }

  /** Holds all there are of a generation that has none yet. */
  private void begin() {
    rows.clear();
    complete = true;
  }

  /** Holds exactly the entities of these partitions, if they are not too many. */
  private void load(
      Connection connection, String schema, Collection<Integer> partitions, int capacity)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(table.selectByPartitions(schema))) {
      select.setArray(1, connection.createArrayOf("smallint", partitions.toArray()));
      select.setFetchSize(FETCH_SIZE);
      try (ResultSet found = select.executeQuery()) {
        while (found.next()) {
          if (rows.size() >= capacity) {
            rows.clear();
            return;
          }
          put(table.read(found));
        }
      }
    }
    complete = true;
  }

  /** Reads the rows of these ids that are not here. */
  void readBack(Connection connection, String schema, Collection<String> ids) throws SQLException {
    if (complete) {
      return;
    }
    Set<String> missing = new HashSet<>(ids);
    missing.removeAll(rows.keySet());
    if (missing.isEmpty()) {
      return;
    }
    try (PreparedStatement select = connection.prepareStatement(table.selectByIds(schema))) {
      select.setArray(1, connection.createArrayOf("text", missing.toArray()));
      try (ResultSet found = select.executeQuery()) {
        while (found.next()) {
          put(table.read(found));
        }
      }
    }
  }

  /** The memories of all projections, which share the room that there is. */
  record All(List<Memory<?>> memories, Map<Projection<?, ?>, Memory<?>> byProjection, Room room) {

    static All of(Projections projections, Room room) {
      Map<Projection<?, ?>, Memory<?>> byProjection = new HashMap<>();
      for (Projection<?, ?> projection : projections.all()) {
        byProjection.put(projection, new Memory<>(projection.entities()));
      }
      return new All(List.copyOf(byProjection.values()), byProjection, room);
    }

    @SuppressWarnings("unchecked") // each was made from its projection's table
    <E extends Entity> Memory<E> of(Projection<?, E> projection) {
      return (Memory<E>) requireNonNull(byProjection.get(projection));
    }

    /** Fills the memory of one projection, as far as the others leave it room. */
    void load(
        Projection<?, ?> projection,
        Connection connection,
        String schema,
        Collection<Integer> partitions)
        throws SQLException {
      Memory<?> memory = of(projection);
      memory.forget();
      memory.load(connection, schema, partitions, room.share() - size());
    }

    /** Nothing is stored of the partitions, so there is nothing to load. */
    void begin() {
      memories.forEach(Memory::begin);
    }

    boolean isComplete() {
      return size() <= room.share() && memories.stream().allMatch(Memory::isComplete);
    }

    /** When there are too many, forgets those of the kind that there are most of. */
    void makeRoom() {
      while (size() > room.share()) {
        Collections.max(memories, Comparator.comparingInt(Memory::size)).forget();
      }
    }

    void forget() {
      memories.forEach(Memory::forget);
    }

    private int size() {
      return memories.stream().mapToInt(Memory::size).sum();
    }
  }
}
