package io.tidemark.command.booking;

import io.tidemark.command.Command;
import io.tidemark.events.booking.BookingEvent;

/** What somebody wants to happen to a booking: the event that is to follow, if it may. */
public sealed interface BookingCommand extends Command {

  /** Makes a booking; it must not exist. */
  record Create(String id, BookingEvent.Created booking) implements BookingCommand {}

  /** What is wanted of one that exists. */
  sealed interface Change extends BookingCommand {}

  record Confirm(String id) implements Change {}

  record Start(String id) implements Change {}

  record Complete(String id) implements Change {}

  record Cancel(String id, BookingEvent.Cancelled cancelled) implements Change {}

  record Reprice(String id, BookingEvent.Repriced repriced) implements Change {}

  record Assign(String id, BookingEvent.Assigned assigned) implements Change {}

  record Unassign(String id) implements Change {}

  record Reschedule(String id, BookingEvent.Rescheduled rescheduled) implements Change {}
}
