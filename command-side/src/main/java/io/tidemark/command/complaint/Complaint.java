package io.tidemark.command.complaint;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.tidemark.command.IllegalTransition;
import io.tidemark.events.complaint.ComplaintEvent;
import io.tidemark.events.complaint.Priority;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.deadline.DeadlineManager;
import org.axonframework.deadline.annotation.DeadlineHandler;
import org.axonframework.eventhandling.Timestamp;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.messaging.MetaData;
import org.axonframework.messaging.annotation.MetaDataValue;
import org.axonframework.messaging.annotation.SourceId;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateRoot;
import org.jspecify.annotations.Nullable;

/**
 * A complaint decides what may happen to it.
 *
 * <p>open → in progress → resolved → closed, escalated where that does not get on; what is resolved
 * or closed may be opened again. As long as it is unresolved and nobody has answered it, a deadline
 * waits for the time at which its resolution is due.
 */
@AggregateRoot(type = "complaint")
public final class Complaint {

  /** The name of the command that makes one. */
  static final String OPEN = "complaint.open";

  /** The name of all others: which one it is, the {@code switch} decides, and misses none. */
  static final String CHANGE = "complaint.change";

  /** The name of the deadline, and {@code reason} of an escalation that comes of it. */
  static final String OVERDUE = "overdue";

  /** In the metadata of an event with which a deadline was set: what cancels that deadline. */
  static final String DEADLINE = "deadline";

  /** How a complaint stands. */
  enum Status {
    OPEN,
    IN_PROGRESS,
    ESCALATED,
    RESOLVED,
    CLOSED;

    /** The transitions that are legal then, by the names that the API has for them. */
    List<String> legal() {
      return switch (this) {
        case OPEN -> unresolved("start", "escalate", "resolve");
        case IN_PROGRESS -> unresolved("escalate", "resolve");
        case ESCALATED -> unresolved("start", "resolve");
        case RESOLVED -> List.of("close", "reopen");
        case CLOSED -> List.of("reopen");
      };
    }

    private static List<String> unresolved(String... next) {
      return Stream.concat(
              Stream.of(next), Stream.of("assign", "unassign", "respond", "reprioritise"))
          .toList();
    }
  }

  @AggregateIdentifier
  @SuppressWarnings("unused") // Axon reads it
  private @Nullable String id;

  private Status status = Status.OPEN;
  private Priority priority = Priority.MEDIUM;
  private Instant opened = Instant.EPOCH;

  /** When its resolution is due, if that was said when it was opened; else the priority says it. */
  private @Nullable Instant promised;

  /** Whether there was a response, ever: the first one counts, and opening again undoes none. */
  private boolean answered;

  /** The last deadline that was set. It may have passed or been cancelled since. */
  private @Nullable String deadline;

  /** For Axon, which then hands it its events. */
  Complaint() {}

  @CommandHandler(commandName = OPEN)
  Complaint(
      ComplaintCommand.Open command,
      DeadlineManager deadlines,
      ComplaintProperties properties,
      Clock clock) {
    id = command.id();
    ComplaintEvent.Opened complaint = command.complaint();
    Instant due = complaint.resolutionDueAt();
    apply(
        complaint,
        await(
            due == null ? clock.instant().plus(properties.resolution(complaint.priority())) : due,
            deadlines));
  }

  @CommandHandler(commandName = CHANGE)
  void decide(
      ComplaintCommand.Change command, DeadlineManager deadlines, ComplaintProperties properties) {
    switch (command) {
      case ComplaintCommand.Assign c -> follow("assign", c.assigned());
      case ComplaintCommand.Unassign _ -> follow("unassign", new ComplaintEvent.Unassigned());
      case ComplaintCommand.Start c -> follow("start", c.started());
      case ComplaintCommand.Escalate c -> follow("escalate", c.escalated());
      case ComplaintCommand.Close c -> follow("close", c.closed());
      case ComplaintCommand.Respond _ -> {
        follow("respond", new ComplaintEvent.Responded());
        cancel(deadlines);
      }
      case ComplaintCommand.Resolve c -> {
        follow("resolve", c.resolved());
        cancel(deadlines);
      }
      case ComplaintCommand.Reopen c -> {
        check("reopen");
        apply(
            c.reopened(),
            answered ? MetaData.emptyInstance() : await(due(priority, properties), deadlines));
      }
      case ComplaintCommand.Reprioritise c -> {
        check("reprioritise");
        if (answered || promised != null) {
          apply(c.reprioritised());
        } else {
          cancel(deadlines);
          Instant due = due(c.reprioritised().priority(), properties);
          apply(c.reprioritised(), await(due, deadlines));
        }
      }
    }
  }

  /**
   * Its resolution is overdue. Where others changed the complaint just now, the deadline may be one
   * that no longer holds.
   */
  @DeadlineHandler(deadlineName = OVERDUE)
  void overdue(@Timestamp Instant now, ComplaintProperties properties) {
    if (properties.escalateOverdue()
        && !answered
        && status.legal().contains("escalate")
        && !now.isBefore(due(priority, properties))) {
      apply(new ComplaintEvent.Escalated(OVERDUE));
    }
  }

  private Instant due(Priority priority, ComplaintProperties properties) {
    return promised == null ? opened.plus(properties.resolution(priority)) : promised;
  }

  /** Sets a deadline, in the transaction of this command. */
  private static MetaData await(Instant due, DeadlineManager deadlines) {
    return MetaData.with(DEADLINE, deadlines.schedule(due, OVERDUE));
  }

  private void cancel(DeadlineManager deadlines) {
    if (deadline != null) {
      deadlines.cancelSchedule(OVERDUE, deadline);
    }
  }

  private void follow(String transition, ComplaintEvent event) {
    check(transition);
    apply(event);
  }

  private void check(String transition) {
    if (!status.legal().contains(transition)) {
      String stands = status.name().toLowerCase(Locale.ROOT);
      throw new IllegalTransition("complaint", stands, transition, status.legal());
    }
  }

  @EventSourcingHandler
  void evolve(
      ComplaintEvent event,
      @SourceId String source,
      @Timestamp Instant at,
      @MetaDataValue(DEADLINE) @Nullable String set) {
    id = source;
    deadline = set == null ? deadline : set;
    switch (event) {
      case ComplaintEvent.Opened e -> {
        status = Status.OPEN;
        priority = e.priority();
        opened = at;
        promised = e.resolutionDueAt();
      }
      case ComplaintEvent.Responded _ -> answered = true;
      case ComplaintEvent.Started _ -> status = Status.IN_PROGRESS;
      case ComplaintEvent.Escalated _ -> status = Status.ESCALATED;
      case ComplaintEvent.Resolved _ -> status = Status.RESOLVED;
      case ComplaintEvent.Closed _ -> status = Status.CLOSED;
      case ComplaintEvent.Reopened _ -> status = Status.OPEN;
      case ComplaintEvent.Reprioritised e -> priority = e.priority();
      case ComplaintEvent.Assigned _, ComplaintEvent.Unassigned _ -> {
        // nothing that a decision depends on
      }
    }
  }
}
