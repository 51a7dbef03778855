package io.tidemark.command.booking;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.tidemark.command.IllegalTransition;
import io.tidemark.events.booking.BookingEvent;
import java.util.List;
import java.util.Locale;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.messaging.annotation.SourceId;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateRoot;
import org.jspecify.annotations.Nullable;

/**
 * A booking decides what may happen to it.
 *
 * <p>pending → confirmed → in progress → completed; until it is completed it may be cancelled. What
 * it costs, when it is and who has it may change until it has come to its end.
 */
@AggregateRoot(type = "booking")
public final class Booking {

  /** The name of the command that makes one. */
  static final String CREATE = "booking.create";

  /** The name of all others: which one it is, the {@code switch} decides, and misses none. */
  static final String CHANGE = "booking.change";

  /** How a booking stands. */
  enum Status {
    PENDING,
    CONFIRMED,
    IN_PROGRESS,
    COMPLETED,
    CANCELLED;

    /** The transitions that are legal then, by the names that the API has for them. */
    List<String> legal() {
      return switch (this) {
        case PENDING -> whileOpen("confirm");
        case CONFIRMED -> whileOpen("start");
        case IN_PROGRESS -> whileOpen("complete");
        case COMPLETED, CANCELLED -> List.of();
      };
    }

    private static List<String> whileOpen(String next) {
      return List.of(next, "cancel", "reprice", "assign", "unassign", "reschedule");
    }
  }

  @AggregateIdentifier
  @SuppressWarnings("unused") // Axon reads it
  private @Nullable String id;

  private Status status = Status.PENDING;

  /** For Axon, which then hands it its events. */
  Booking() {}

  @CommandHandler(commandName = CREATE)
  Booking(BookingCommand.Create command) {
    id = command.id();
    apply(command.booking());
  }

  @CommandHandler(commandName = CHANGE)
  void decide(BookingCommand.Change command) {
    switch (command) {
      case BookingCommand.Confirm _ -> follow("confirm", new BookingEvent.Confirmed());
      case BookingCommand.Start _ -> follow("start", new BookingEvent.Started());
      case BookingCommand.Complete _ -> follow("complete", new BookingEvent.Completed());
      case BookingCommand.Cancel c -> follow("cancel", c.cancelled());
      case BookingCommand.Reprice c -> follow("reprice", c.repriced());
      case BookingCommand.Assign c -> follow("assign", c.assigned());
      case BookingCommand.Unassign _ -> follow("unassign", new BookingEvent.Unassigned());
      case BookingCommand.Reschedule c -> follow("reschedule", c.rescheduled());
    }
  }

  private void follow(String transition, BookingEvent event) {
    if (!status.legal().contains(transition)) {
      String stands = status.name().toLowerCase(Locale.ROOT);
      throw new IllegalTransition("booking", stands, transition, status.legal());
    }
    apply(event);
  }

  @EventSourcingHandler
  void evolve(BookingEvent event, @SourceId String source) {
    id = source;
    switch (event) {
      case BookingEvent.Created _ -> status = Status.PENDING;
      case BookingEvent.Confirmed _ -> status = Status.CONFIRMED;
      case BookingEvent.Started _ -> status = Status.IN_PROGRESS;
      case BookingEvent.Completed _ -> status = Status.COMPLETED;
      case BookingEvent.Cancelled _ -> status = Status.CANCELLED;
      case BookingEvent.Repriced _,
          BookingEvent.Assigned _,
          BookingEvent.Unassigned _,
          BookingEvent.Rescheduled _ -> {
        // nothing that a decision depends on
      }
    }
  }
}
