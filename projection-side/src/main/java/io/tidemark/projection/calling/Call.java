package io.tidemark.projection.calling;

import io.tidemark.projection.engine.Earliest;
import io.tidemark.projection.engine.Entity;
import io.tidemark.projection.engine.Latest;
import io.tidemark.projection.engine.Stamp;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A call as far as its events are known.
 *
 * @param durationSeconds as the newest event says that finished the call
 * @param credits used, as the same event says
 */
record Call(
    String id,
    Earliest<Instant> started,
    Latest<String> account,
    Latest<String> agent,
    Latest<String> contact,
    Latest<CallStatus> status,
    Latest<Long> durationSeconds,
    Latest<BigDecimal> credits)
    implements Entity {

  @Override
  public boolean exists() {
    return started.isSet();
  }

  Call started(@Nullable String newContact, Stamp at) {
    return new Call(
        id,
        started.set(at.time(), at),
        account,
        agent,
        contact.set(newContact, at),
        status.set(CallStatus.IN_PROGRESS, at),
        durationSeconds,
        credits);
  }

  Call by(String userId, String agentId, Stamp at) {
    return new Call(
        id,
        started,
        account.set(userId, at),
        agent.set(agentId, at),
        contact,
        status,
        durationSeconds,
        credits);
  }

  Call finished(
      CallStatus newStatus, @Nullable Integer seconds, @Nullable BigDecimal used, Stamp at) {
    return new Call(
        id,
        started,
        account,
        agent,
        contact,
        status.set(newStatus, at),
        durationSeconds.set(seconds == null ? null : seconds.longValue(), at),
        credits.set(used, at));
  }
}
