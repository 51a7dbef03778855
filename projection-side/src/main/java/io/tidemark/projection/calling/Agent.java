package io.tidemark.projection.calling;

import io.tidemark.projection.engine.Earliest;
import io.tidemark.projection.engine.Entity;
import io.tidemark.projection.engine.Latest;
import io.tidemark.projection.engine.Stamp;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An agent as far as its events are known.
 *
 * @param externalId the voice provider's id of it
 */
record Agent(
    String id,
    Earliest<Instant> created,
    Latest<String> account,
    Latest<String> name,
    Latest<String> kind,
    Latest<String> description,
    Latest<String> externalId,
    Latest<AgentStatus> status)
    implements Entity {

  @Override
  public boolean exists() {
    return created.isSet();
  }

  Agent created(String userId, Stamp at) {
    return new Agent(
        id,
        created.set(at.time(), at),
        account.set(userId, at),
        name,
        kind,
        description,
        externalId,
        status.set(AgentStatus.DRAFT, at));
  }

  /** What is not given stays as it was. */
  Agent described(
      @Nullable String newName,
      @Nullable String newKind,
      @Nullable String newDescription,
      @Nullable String newExternalId,
      Stamp at) {
    return new Agent(
        id,
        created,
        account,
        newName == null ? name : name.set(newName, at),
        newKind == null ? kind : kind.set(newKind, at),
        newDescription == null ? description : description.set(newDescription, at),
        newExternalId == null ? externalId : externalId.set(newExternalId, at),
        status);
  }

  Agent status(AgentStatus newStatus, Stamp at) {
    return new Agent(
        id, created, account, name, kind, description, externalId, status.set(newStatus, at));
  }
}
