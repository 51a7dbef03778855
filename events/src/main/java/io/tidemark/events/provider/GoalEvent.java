package io.tidemark.events.provider;

import io.tidemark.events.Event;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What can happen to the goals of a provider. The subject is an id of the goal's; topic {@code
 * tidemark.production}. What is said of a period holds from its start on, until the next of the
 * same provider, location and granularity; earlier periods stay as they were.
 */
public sealed interface GoalEvent extends Event {

  /** So much is to be produced per period: at the location, or wherever the provider works. */
  record Set(
      String providerId,
      @Nullable String locationId,
      Granularity granularity,
      LocalDate periodStart,
      BigDecimal amount)
      implements GoalEvent {
    @Override
    public boolean creates() {
      return true;
    }
  }

  /** There is no such goal from this period on. */
  record Cleared(
      String providerId,
      @Nullable String locationId,
      Granularity granularity,
      LocalDate periodStart)
      implements GoalEvent {
    @Override
    public boolean creates() {
      return true;
    }
  }
}
