package io.tidemark.projection.calling;

/** Where a call stands. */
enum CallStatus {
  IN_PROGRESS,
  COMPLETED,
  FAILED
}
