package io.tidemark.events.provider;

/** The length of the periods that a goal is for; on the wire in lower case. */
public enum Granularity {
  DAY,
  WEEK,
  MONTH
}
