package io.tidemark.events.calling;

import io.tidemark.events.Event;
import io.tidemark.events.Quantity;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What can happen to a lead. The subject is the lead's id; topic {@code tidemark.calls}. */
public sealed interface LeadEvent extends Event {

  /** A call showed how promising the lead is, from 0 to 100; the newest score holds. */
  record Scored(
      String userId,
      String agentId,
      String callId,
      @Quantity(max = 100) BigDecimal score,
      @Nullable String contact)
      implements LeadEvent {
    @Override
    public boolean creates() {
      return true;
    }
  }

  /** The lead became a customer, perhaps worth an amount of money. */
  record Converted(String userId, String agentId, @Nullable BigDecimal value)
      implements LeadEvent {}
}
