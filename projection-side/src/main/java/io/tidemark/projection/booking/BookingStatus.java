package io.tidemark.projection.booking;

/** Where a booking stands. */
enum BookingStatus {
  PENDING,
  CONFIRMED,
  IN_PROGRESS,
  COMPLETED,
  CANCELLED;

  boolean isUnfinished() {
    return switch (this) {
      case PENDING, CONFIRMED, IN_PROGRESS -> true;
      case COMPLETED, CANCELLED -> false;
    };
  }
}
