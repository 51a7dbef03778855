package io.tidemark.events.complaint;

/** How urgent a complaint is; on the wire in lower case. */
public enum Priority {
  LOW,
  MEDIUM,
  HIGH,
  CRITICAL
}
