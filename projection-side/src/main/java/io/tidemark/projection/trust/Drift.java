package io.tidemark.projection.trust;

import io.tidemark.projection.engine.CellTable;
import io.tidemark.projection.engine.Period;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cell of a closed period that is not the sum of its entities.
 *
 * @param stored the sums in the table; null if there is no such row
 * @param recomputed the sums over the entities; null if none counts in the cell
 */
public record Drift(
    CellTable table,
    Period period,
    List<Object> key,
    @Nullable List<Object> stored,
    @Nullable List<Object> recomputed) {}
