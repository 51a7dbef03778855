package io.tidemark.events.provider;

/** What a provider does; on the wire in lower case. */
public enum Role {
  DENTIST,
  HYGIENIST
}
