package io.tidemark.events.provider;

/** Whose work an entry of production is; on the wire in lower case. */
public enum ProductionKind {
  DENTIST,
  HYGIENE
}
