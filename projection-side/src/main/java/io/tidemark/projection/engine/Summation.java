package io.tidemark.projection.engine;

import io.tidemark.projection.engine.CellTable.Address;
import java.util.Map;

/** Adds up what entities count for. */
public interface Summation {

  /** Adds what the entity counts for. */
  <E extends Entity> void add(Projection<?, E> projection, E entity);

  /** The sums, by table. */
  Map<CellTable, Map<Address, Amounts>> cells();
}
