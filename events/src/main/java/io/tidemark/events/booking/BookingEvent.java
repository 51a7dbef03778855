package io.tidemark.events.booking;

import io.tidemark.events.Event;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What can happen to a booking. The subject is the booking's id; topic {@code tidemark.bookings}.
 */
public sealed interface BookingEvent extends Event {

  /** The booking was made, and is pending. {@code amount} may be negative: a credit. */
  record Created(
      BigDecimal amount,
      @Nullable String customerId,
      @Nullable String service,
      @Nullable String locationId,
      @Nullable String staffId,
      @Nullable Instant scheduledFor,
      @Nullable String currency)
      implements BookingEvent {
    @Override
    public boolean creates() {
      return true;
    }
  }

  /** The booking was confirmed. */
  record Confirmed() implements BookingEvent {}

  /** The service began: the guest has arrived, the work is in progress. */
  record Started() implements BookingEvent {}

  /** The service was delivered. */
  record Completed() implements BookingEvent {}

  /** The booking will not take place; a no-show is a cancellation with reason {@code no_show}. */
  record Cancelled(@Nullable String reason) implements BookingEvent {}

  /** The booking's amount changed. */
  record Repriced(BigDecimal amount, @Nullable String currency) implements BookingEvent {}

  /** A member of staff took the booking on. */
  record Assigned(String staffId) implements BookingEvent {}

  /** Nobody has the booking any more. */
  record Unassigned() implements BookingEvent {}

  /** The booking was moved to another time. */
  record Rescheduled(Instant scheduledFor) implements BookingEvent {}
}
