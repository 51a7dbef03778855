package io.tidemark.events.calling;

import io.tidemark.events.Event;
import io.tidemark.events.Quantity;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What can happen to a call. The subject is the call's id; topic {@code tidemark.calls}. */
public sealed interface CallEvent extends Event {

  /** An agent began a call for an account. */
  record Started(String userId, String agentId, @Nullable String contact) implements CallEvent {
    @Override
    public boolean creates() {
      return true;
    }
  }

  /** The call came to its end. */
  record Completed(
      String userId,
      String agentId,
      @Quantity int durationSeconds,
      @Quantity BigDecimal creditsUsed)
      implements CallEvent {}

  /** The call came to nothing: nobody answered, the line broke. */
  record Failed(
      String userId,
      String agentId,
      String reason,
      @Quantity @Nullable Integer durationSeconds,
      @Quantity @Nullable BigDecimal creditsUsed)
      implements CallEvent {}
}
