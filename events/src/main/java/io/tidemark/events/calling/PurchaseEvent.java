package io.tidemark.events.calling;

import io.tidemark.events.Event;
import io.tidemark.events.Quantity;
import java.math.BigDecimal;

/**
 * Credits that an account bought. The subject is the account's id, but each event is a purchase of
 * its own; topic {@code tidemark.calls}.
 */
public sealed interface PurchaseEvent extends Event {

  /** The account has so many credits more. */
  record CreditsPurchased(@Quantity(positive = true) BigDecimal credits) implements PurchaseEvent {
    @Override
    public boolean creates() {
      return true;
    }
  }
}
