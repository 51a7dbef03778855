package io.tidemark.events.provider;

import io.tidemark.events.Event;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What can happen to an entry of production. The subject is the entry's id; topic {@code
 * tidemark.production}. Net production is gross less adjustments and write-offs.
 */
public sealed interface ProductionEvent extends Event {

  /** A provider produced an amount on a day; it may be negative. */
  record Recorded(
      String providerId,
      String locationId,
      LocalDate date,
      ProductionKind kind,
      BigDecimal gross,
      @Nullable BigDecimal adjustments,
      @Nullable BigDecimal writeOffs)
      implements ProductionEvent {
    @Override
    public boolean creates() {
      return true;
    }
  }

  /** The entry was wrong: this takes its place, and brings it back if it was void. */
  record Corrected(
      String providerId,
      String locationId,
      LocalDate date,
      ProductionKind kind,
      BigDecimal gross,
      @Nullable BigDecimal adjustments,
      @Nullable BigDecimal writeOffs)
      implements ProductionEvent {}

  /** The entry counts for nothing. */
  record Voided(@Nullable String reason) implements ProductionEvent {}
}
