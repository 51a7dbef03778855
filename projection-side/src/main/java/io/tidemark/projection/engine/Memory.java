package io.tidemark.projection.engine;

import static java.util.Objects.requireNonNull;

import io.tidemark.projection.engine.EntityTable.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
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
  private final int capacity;
  private final Map<String, Row<E>> rows = new HashMap<>();
  private boolean complete;

  Memory(EntityTable<E> table, int capacity) {
    this.table = table;
    this.capacity = capacity;
  }

  boolean isComplete() {
    return complete && rows.size() <= capacity;
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

  /** Holds exactly the entities of these partitions, if they are not too many. */
  void load(Connection connection, Collection<Integer> partitions) throws SQLException {
    forget();
    try (PreparedStatement select = connection.prepareStatement(table.selectByPartitions())) {
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

  /** Makes room when full, and reads the rows of these ids that are not here. */
  void readBack(Connection connection, Collection<String> ids) throws SQLException {
    if (rows.size() > capacity) {
      forget();
    }
    if (complete) {
      return;
    }
    Set<String> missing = new HashSet<>(ids);
    missing.removeAll(rows.keySet());
    if (missing.isEmpty()) {
      return;
    }
    try (PreparedStatement select = connection.prepareStatement(table.selectByIds())) {
      select.setArray(1, connection.createArrayOf("text", missing.toArray()));
      try (ResultSet found = select.executeQuery()) {
        while (found.next()) {
          put(table.read(found));
        }
      }
    }
  }

  /** The memories of all projections. */
  record All(List<Memory<?>> memories, Map<Projection<?, ?>, Memory<?>> byProjection) {

    static All of(Projections projections, int capacity) {
      Map<Projection<?, ?>, Memory<?>> byProjection = new HashMap<>();
      for (Projection<?, ?> projection : projections.all()) {
        byProjection.put(projection, new Memory<>(projection.entities(), capacity));
      }
      return new All(List.copyOf(byProjection.values()), byProjection);
    }

    @SuppressWarnings("unchecked") // each was made from its projection's table
    <E extends Entity> Memory<E> of(Projection<?, E> projection) {
      return (Memory<E>) requireNonNull(byProjection.get(projection));
    }

    boolean isComplete() {
      return memories.stream().allMatch(Memory::isComplete);
    }

    void forget() {
      memories.forEach(Memory::forget);
    }
  }
}
