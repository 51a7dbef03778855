package io.tidemark.command.calling;

import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.SimpleSerializedType;
import org.axonframework.serialization.upcasting.event.IntermediateEventRepresentation;
import org.axonframework.serialization.upcasting.event.SingleEventUpcaster;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code agent.created} as it was stored first, revision 0: {@code externalId} was called {@code
 * voiceId}. What is stored stays as it is; whoever reads it, the relay as well, sees revision 1.
 */
@Component
final class AgentCreatedVoiceId extends SingleEventUpcaster {

  private static final String TYPE = "io.tidemark.agent.created";
  private static final SerializedType FROM = new SimpleSerializedType(TYPE, "0");
  private static final SerializedType TO = new SimpleSerializedType(TYPE, "1");

  @Override
  protected boolean canUpcast(IntermediateEventRepresentation event) {
    return event.getType().equals(FROM);
  }

  @Override
  protected IntermediateEventRepresentation doUpcast(IntermediateEventRepresentation event) {
    return event.upcastPayload(
        TO,
        ObjectNode.class,
        payload -> {
          JsonNode voiceId = payload.remove("voiceId");
          return voiceId == null ? payload : payload.set("externalId", voiceId);
        });
  }
}
