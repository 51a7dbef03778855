package io.tidemark.projection.calling;

import io.tidemark.projection.engine.Earliest;
import io.tidemark.projection.engine.Entity;
import io.tidemark.projection.engine.Latest;
import io.tidemark.projection.engine.Stamp;
import java.math.BigDecimal;
import java.time.Instant;

/** Credits that were bought at once, for the account that is the event's subject. */
record Purchase(
    String id, Earliest<Instant> purchased, Latest<String> account, Latest<BigDecimal> credits)
    implements Entity {

  @Override
  public boolean exists() {
    return purchased.isSet();
  }

  Purchase purchased(BigDecimal newCredits, Stamp at) {
    return new Purchase(
        id,
        purchased.set(at.time(), at),
        account.set(at.subject(), at),
        credits.set(newCredits, at));
  }
}
