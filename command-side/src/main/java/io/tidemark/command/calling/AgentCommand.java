package io.tidemark.command.calling;

import io.tidemark.command.Command;
import io.tidemark.events.calling.AgentEvent;
import org.jspecify.annotations.Nullable;

/** What somebody wants to happen to an agent: the event that is to follow, if it may. */
sealed interface AgentCommand extends Command {

  /** Makes an agent; its event says of which account. */
  record Create(String id, AgentEvent.Created agent) implements AgentCommand {}

  /** What is wanted of one that exists. */
  sealed interface Change extends AgentCommand {

    /** The account that the caller acts for; null for whoever may act for any. */
    @Nullable String account();

    /** To who may not know of the agent, its revision is not told either. */
    @Override
    default boolean looksAtRevision() {
      return true;
    }
  }

  record Update(String id, @Nullable String account, AgentEvent.Updated updated)
      implements Change {}

  record Activate(String id, @Nullable String account) implements Change {}

  record Deactivate(String id, @Nullable String account) implements Change {}

  record Delete(String id, @Nullable String account) implements Change {}
}
