package io.tidemark.projection.engine;

/**
 * A full set of entity and cell tables, as those who fold and read it see it.
 *
 * @param number 1, 2, 3 …
 * @param schema where its tables are
 * @param calendar that its cells are folded with, whatever this process is configured with
 */
public record Generation(int number, String schema, Calendar calendar) {

  /** The schema of the generation with this number. */
  public static String schemaOf(int number) {
    return number == 1 ? "readmodel" : "readmodel_" + number;
  }

  /** The consumer group of those who fold it. */
  public String group() {
    return number == 1 ? "tidemark-projector" : "tidemark-projector-" + number;
  }

  @Override
  public String toString() {
    return "generation " + number;
  }
}
