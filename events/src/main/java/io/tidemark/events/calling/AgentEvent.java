package io.tidemark.events.calling;

import io.tidemark.events.Event;
import org.jspecify.annotations.Nullable;

/**
 * What can happen to an agent: a voice that makes an account's calls. The subject is the agent's
 * id; topic {@code tidemark.calls}.
 */
public sealed interface AgentEvent extends Event {

  /** An agent was made, as a draft. {@code externalId} is the voice provider's id of it. */
  record Created(
      String userId,
      String name,
      String kind,
      @Nullable String description,
      @Nullable String externalId)
      implements AgentEvent {
    @Override
    public boolean creates() {
      return true;
    }
  }

  /** Something about the agent changed; what is not given stays as it was. */
  record Updated(
      @Nullable String name,
      @Nullable String kind,
      @Nullable String description,
      @Nullable String externalId)
      implements AgentEvent {}

  /** The agent makes calls. */
  record Activated() implements AgentEvent {}

  /** The agent makes no calls for now. */
  record Deactivated() implements AgentEvent {}

  /** The agent is gone; its calls stay. */
  record Deleted() implements AgentEvent {}
}
