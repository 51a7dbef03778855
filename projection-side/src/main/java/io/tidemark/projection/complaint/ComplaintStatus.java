package io.tidemark.projection.complaint;

/** Where a complaint stands. */
enum ComplaintStatus {
  OPEN,
  IN_PROGRESS,
  RESOLVED,
  CLOSED,
  ESCALATED;

  boolean isUnresolved() {
    return switch (this) {
      case OPEN, IN_PROGRESS, ESCALATED -> true;
      case RESOLVED, CLOSED -> false;
    };
  }
}
