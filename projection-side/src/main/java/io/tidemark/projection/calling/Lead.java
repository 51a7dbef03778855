package io.tidemark.projection.calling;

import io.tidemark.projection.engine.Earliest;
import io.tidemark.projection.engine.Entity;
import io.tidemark.projection.engine.Latest;
import io.tidemark.projection.engine.Stamp;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A lead as far as its events are known.
 *
 * @param scored for the first time
 * @param call that gave the present score
 * @param converted true, or null as long as it is not: a new score takes no conversion back
 */
record Lead(
    String id,
    Earliest<Instant> scored,
    Latest<String> account,
    Latest<String> agent,
    Latest<String> call,
    Latest<String> contact,
    Latest<BigDecimal> score,
    Latest<Boolean> converted,
    Latest<BigDecimal> value)
    implements Entity {

  @Override
  public boolean exists() {
    return scored.isSet();
  }

  /** A contact that is not given stays as it was. */
  Lead scored(BigDecimal newScore, String callId, @Nullable String newContact, Stamp at) {
    return new Lead(
        id,
        scored.set(at.time(), at),
        account,
        agent,
        call.set(callId, at),
        newContact == null ? contact : contact.set(newContact, at),
        score.set(newScore, at),
        converted,
        value);
  }

  Lead by(String userId, String agentId, Stamp at) {
    return new Lead(
        id,
        scored,
        account.set(userId, at),
        agent.set(agentId, at),
        call,
        contact,
        score,
        converted,
        value);
  }

  Lead converted(@Nullable BigDecimal newValue, Stamp at) {
    return new Lead(
        id,
        scored,
        account,
        agent,
        call,
        contact,
        score,
        converted.set(true, at),
        value.set(newValue, at));
  }
}
