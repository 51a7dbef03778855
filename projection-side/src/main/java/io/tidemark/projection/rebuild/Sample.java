package io.tidemark.projection.rebuild;

import io.tidemark.projection.engine.CellTable;
import io.tidemark.projection.engine.CellTable.Address;
import io.tidemark.projection.engine.PartialFold;
import io.tidemark.projection.engine.WrittenKey;
import java.util.List;

/**
 * A share of all cells, chosen by a hash of their keys: the same cells for the same seed, on any
 * machine.
 *
 * @param percent how many of a hundred
 */
public record Sample(double percent, long seed) implements PartialFold.Choice {

  private static final int BITS = 53; // as many as a double has

  /**
   * Checks the percentage.
   *
   * @throws IllegalArgumentException unless the percentage is greater than 0 and at most 100
   */
  public Sample {
    if (!(percent > 0 && percent <= 100)) {
      throw new IllegalArgumentException(percent + " is no percentage from above 0 to 100");
    }
  }

  @Override
  public boolean includes(CellTable table, Address address) {
    return includes(table, table.keyValues(address));
  }

  /** Whether the cell with these key values is in the sample. */
  boolean includes(CellTable table, List<Object> key) {
    long hash = mixed(seed ^ table.name().hashCode());
    for (Object value : key) {
      // written values are text or numbers, whose hash codes are the same in every process
      hash = mixed(hash ^ WrittenKey.written(value).hashCode());
    }
    return (double) (hash >>> (Long.SIZE - BITS)) < percent / 100 * (double) (1L << BITS);
  }

  /** The finaliser of SplitMix64: every bit of the input reaches every bit of the result. */
  private static long mixed(long bits) {
    long z = bits + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
