package io.tidemark.command.store;

import io.tidemark.command.Command;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.modelling.command.CommandTargetResolver;
import org.axonframework.modelling.command.VersionedAggregateIdentifier;

/** A command says itself whom it is for. */
final class TargetOfCommand implements CommandTargetResolver {

  @Override
  public VersionedAggregateIdentifier resolveTarget(CommandMessage<?> command) {
    if (command.getPayload() instanceof Command payload) {
      Long revision = (Long) command.getMetaData().get(Metadata.EXPECTED_REVISION);
      return new VersionedAggregateIdentifier(
          (Object) payload.id(),
          revision == null || payload.looksAtRevision() ? null : revision - 1);
    }
    throw new IllegalArgumentException("not a command of ours: " + command.getPayloadType());
  }
}
