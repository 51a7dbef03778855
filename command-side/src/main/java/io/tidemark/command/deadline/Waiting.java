package io.tidemark.command.deadline;

import com.github.kagkarlsson.scheduler.serializer.Serializer;
import org.axonframework.deadline.dbscheduler.DbSchedulerHumanReadableDeadlineDetails;
import org.axonframework.modelling.command.AggregateScopeDescriptor;
import org.axonframework.serialization.SerializedType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A deadline that waits, as it is stored: JSON that names no class. It is always an aggregate's,
 * and has no payload.
 *
 * @param name of the deadline
 * @param scope which aggregate it is of, as Axon writes it
 * @param metadata of the command with which it was set, as Axon writes it
 */
record Waiting(String name, String scope, String metadata) {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String SCOPE = AggregateScopeDescriptor.class.getName();
  private static final String NO_PAYLOAD = SerializedType.emptyType().getName();

  private static Waiting of(DbSchedulerHumanReadableDeadlineDetails details) {
    if (!SCOPE.equals(details.getScopeDescriptorClass())
        || !NO_PAYLOAD.equals(details.getPayloadClass())) {
      throw new IllegalArgumentException("not an aggregate's deadline without payload: " + details);
    }
    return new Waiting(
        details.getDeadlineName(), details.getScopeDescriptor(), details.getMetaData());
  }

  private DbSchedulerHumanReadableDeadlineDetails details() {
    return new DbSchedulerHumanReadableDeadlineDetails(
        name, scope, SCOPE, "null", NO_PAYLOAD, null, metadata);
  }

  /** For the scheduler, whose own way is Java's serialization. */
  static final class Codec implements Serializer {

    @Override
    public byte @Nullable [] serialize(@Nullable Object data) {
      return data == null
          ? null
          : JSON.writeValueAsBytes(Waiting.of((DbSchedulerHumanReadableDeadlineDetails) data));
    }

    @Override
    public <T> @Nullable T deserialize(Class<T> type, byte @Nullable [] data) {
      return data == null ? null : type.cast(JSON.readValue(data, Waiting.class).details());
    }
  }
}
