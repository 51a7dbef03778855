package io.tidemark.projection.engine;

/** The lengths of time that cells are kept for. */
public enum Grain {
  DAY,
  WEEK,
  MONTH,
  ALL
}
