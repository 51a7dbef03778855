package io.tidemark.projection.calling;

import static io.tidemark.projection.engine.Grain.ALL;
import static io.tidemark.projection.engine.Grain.DAY;
import static io.tidemark.projection.engine.Grain.MONTH;
import static java.util.Objects.requireNonNull;

import io.tidemark.events.calling.CallEvent;
import io.tidemark.projection.engine.CellTable;
import io.tidemark.projection.engine.Cells;
import io.tidemark.projection.engine.Context;
import io.tidemark.projection.engine.EntityTable;
import io.tidemark.projection.engine.PeriodTable;
import io.tidemark.projection.engine.Projection;
import io.tidemark.projection.engine.Stamp;
import io.tidemark.projection.engine.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * Counts calls, with their duration and the credits they used, by the period and the hour in which
 * they started: for the account, and for each of its agents.
 */
public final class CallProjection implements Projection<CallEvent, Call> {

  /** Calls started in a period, by account. */
  static final PeriodTable<AccountKey, CallSums> BY_ACCOUNT =
      PeriodTable.of("calls_by_account", AccountKey.class, CallSums.class).only(DAY, MONTH, ALL);

  /** Calls started in a period, by account and agent. */
  static final PeriodTable<AgentKey, CallSums> BY_AGENT =
      PeriodTable.of("calls_by_agent", AgentKey.class, CallSums.class).only(DAY, MONTH, ALL);

  /** Calls started in an hour, by account; the number of rows is the number of active hours. */
  static final Table<AccountHourKey, CallSums> BY_ACCOUNT_HOUR =
      Table.of("calls_by_account_hour", AccountHourKey.class, CallSums.class).withoutZeros();

  /** Calls started in an hour, by account and agent. */
  static final Table<AgentHourKey, CallSums> BY_AGENT_HOUR =
      Table.of("calls_by_agent_hour", AgentHourKey.class, CallSums.class).withoutZeros();

  static final EntityTable<Call> CALLS = EntityTable.of("call", Call.class);

  record AccountKey(String account) {}

  record AgentKey(String account, String agent) {}

  record AccountHourKey(String account, Instant hour) {}

  record AgentHourKey(String account, String agent, Instant hour) {}

  record CallSums(
      long calls, long completed, long failed, long durationSeconds, BigDecimal credits) {}

  @Override
  public Call merge(Call call, CallEvent event, Stamp at) {
    return switch (event) {
      case CallEvent.Started e -> call.started(e.contact(), at).by(e.userId(), e.agentId(), at);
      case CallEvent.Completed e ->
          call.finished(CallStatus.COMPLETED, e.durationSeconds(), e.creditsUsed(), at)
              .by(e.userId(), e.agentId(), at);
      case CallEvent.Failed e ->
          call.finished(CallStatus.FAILED, e.durationSeconds(), e.creditsUsed(), at)
              .by(e.userId(), e.agentId(), at);
    };
  }

  @Override
  public void contribute(Call call, Context context, Cells cells) {
    Instant started = requireNonNull(call.started().value());
    LocalDate day = context.calendar().day(started);
    Instant hour = context.calendar().hour(started);
    String account = requireNonNull(call.account().value());
    String agent = requireNonNull(call.agent().value());
    CallSums sums = sums(call);
    cells.add(BY_ACCOUNT, day, new AccountKey(account), sums);
    cells.add(BY_AGENT, day, new AgentKey(account, agent), sums);
    cells.add(BY_ACCOUNT_HOUR, new AccountHourKey(account, hour), sums);
    cells.add(BY_AGENT_HOUR, new AgentHourKey(account, agent, hour), sums);
  }

  private static CallSums sums(Call call) {
    CallStatus status = requireNonNull(call.status().value());
    Long seconds = call.durationSeconds().value();
    BigDecimal credits = call.credits().value();
    return new CallSums(
        1,
        status == CallStatus.COMPLETED ? 1 : 0,
        status == CallStatus.FAILED ? 1 : 0,
        seconds == null ? 0 : seconds,
        credits == null ? BigDecimal.ZERO : credits);
  }

  @Override
  public String group() {
    return "calls";
  }

  @Override
  public String topic() {
    return "tidemark.calls";
  }

  @Override
  public Class<CallEvent> events() {
    return CallEvent.class;
  }

  @Override
  public EntityTable<Call> entities() {
    return CALLS;
  }

  @Override
  public String countedOn() {
    return "started";
  }

  @Override
  public List<CellTable> tables() {
    return List.of(
        BY_AGENT_HOUR.cells(), BY_ACCOUNT_HOUR.cells(), BY_AGENT.cells(), BY_ACCOUNT.cells());
  }
}
