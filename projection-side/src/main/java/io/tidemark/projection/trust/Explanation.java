package io.tidemark.projection.trust;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a cell is the sum of, as one snapshot of the database shows it.
 *
 * @param key of the cell, by column
 * @param cell the sums that are stored; null if there is no such row
 * @param total the sums over all entities
 * @param exact whether the two are the same, where no row says the same as zeros
 * @param entities how many entities count in the cell
 * @param items some of these, by kind and id
 * @param next the last of the items if there are more
 */
public record Explanation(
    String table,
    Map<String, Object> key,
    int generation,
    @Nullable Map<String, Object> cell,
    Map<String, Object> total,
    boolean exact,
    long entities,
    List<Item> items,
    @Nullable Place next,
    long millis) {

  /** What one entity counts for in the cell. */
  public record Item(String entity, String id, Map<String, Object> sums) {

    Place place() {
      return new Place(entity, id);
    }
  }

  /** Where a page ends: entities are ordered by kind, then by id. */
  public record Place(String entity, String id) implements Comparable<Place> {

    @Override
    public int compareTo(Place other) {
      int order = entity.compareTo(other.entity);
      return order != 0 ? order : id.compareTo(other.id);
    }
  }
}
