package io.tidemark.command.calling;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.tidemark.command.IllegalTransition;
import io.tidemark.command.InvalidField;
import io.tidemark.command.Revision;
import io.tidemark.events.calling.AgentEvent;
import java.util.List;
import java.util.Locale;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.messaging.annotation.MetaDataValue;
import org.axonframework.messaging.annotation.SourceId;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.axonframework.modelling.command.AggregateRoot;
import org.jspecify.annotations.Nullable;

/**
 * An agent decides what may happen to it, and to whom there is one.
 *
 * <p>draft → active ⇄ inactive; until it is deleted, which is the end of it, it may be changed.
 */
@AggregateRoot(type = "agent")
public final class Agent {

  /** The name of the command that makes one. */
  static final String CREATE = "agent.create";

  /** The name of all others: which one it is, the {@code switch} decides, and misses none. */
  static final String CHANGE = "agent.change";

  private static final AgentEvent.Updated NOTHING = new AgentEvent.Updated(null, null, null, null);

  /** How an agent stands. */
  enum Status {
    DRAFT,
    ACTIVE,
    INACTIVE,
    DELETED;

    /** The transitions that are legal then, by the names that the API has for them. */
    List<String> legal() {
      return switch (this) {
        case DRAFT, INACTIVE -> List.of("activate", "update", "delete");
        case ACTIVE -> List.of("deactivate", "update", "delete");
        case DELETED -> List.of();
      };
    }
  }

  @AggregateIdentifier
  @SuppressWarnings("unused") // Axon reads it
  private @Nullable String id;

  private @Nullable String account;
  private Status status = Status.DRAFT;

  /** For Axon, which then hands it its events. */
  Agent() {}

  @CommandHandler(commandName = CREATE)
  Agent(AgentCommand.Create command) {
    id = command.id();
    apply(command.agent());
  }

  @CommandHandler(commandName = CHANGE)
  void decide(
      AgentCommand.Change command,
      @MetaDataValue(Revision.EXPECTED) @Nullable Long expectedRevision) {
    if (command.account() != null && !command.account().equals(account)) {
      throw new AggregateNotFoundException(command.id(), "an agent of another account");
    }
    Revision.require(command.id(), expectedRevision);
    switch (command) {
      case AgentCommand.Update(_, _, AgentEvent.Updated updated) -> {
        if (updated.equals(NOTHING)) {
          throw new InvalidField("body", null, "a name, kind, description or externalId");
        }
        follow("update", updated);
      }
      case AgentCommand.Activate _ -> follow("activate", new AgentEvent.Activated());
      case AgentCommand.Deactivate _ -> follow("deactivate", new AgentEvent.Deactivated());
      case AgentCommand.Delete _ -> follow("delete", new AgentEvent.Deleted());
    }
  }

  private void follow(String transition, AgentEvent event) {
    if (!status.legal().contains(transition)) {
      String stands = status.name().toLowerCase(Locale.ROOT);
      throw new IllegalTransition("agent", stands, transition, status.legal());
    }
    apply(event);
  }

  @EventSourcingHandler
  void evolve(AgentEvent event, @SourceId String source) {
    id = source;
    switch (event) {
      case AgentEvent.Created e -> {
        account = e.userId();
        status = Status.DRAFT;
      }
      case AgentEvent.Updated _ -> {
        // nothing that a decision depends on
      }
      case AgentEvent.Activated _ -> status = Status.ACTIVE;
      case AgentEvent.Deactivated _ -> status = Status.INACTIVE;
      case AgentEvent.Deleted _ -> status = Status.DELETED;
    }
  }
}
