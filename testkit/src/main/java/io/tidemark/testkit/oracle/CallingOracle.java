package io.tidemark.testkit.oracle;

import io.tidemark.events.Received;
import io.tidemark.events.calling.AgentEvent;
import io.tidemark.events.calling.CallEvent;
import io.tidemark.events.calling.LeadEvent;
import io.tidemark.events.calling.PurchaseEvent;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cells of agents, purchases, calls and leads, for the {@link Oracle}. */
final class CallingOracle {

  private final Oracle oracle;

  CallingOracle(Oracle oracle) {
    this.oracle = oracle;
  }

  /** Adds what the entity counts for after these events, which are in order. */
  void entity(List<Received> events) {
    switch (events.getFirst().event()) {
      case AgentEvent _ -> agent(events);
      case CallEvent _ -> call(events);
      case LeadEvent _ -> lead(events);
      case PurchaseEvent.CreditsPurchased bought ->
          oracle.add(
              "credits_by_account|" + events.getFirst().envelope().subject(), bought.credits());
      default -> {} // nothing else of the calling product is counted
    }
  }

  private void agent(List<Received> events) {
    String user = "";
    String status = "";
    for (Received received : events) {
      switch ((AgentEvent) received.event()) {
        case AgentEvent.Created e -> {
          user = e.userId();
          status = "draft";
        }
        case AgentEvent.Updated _ -> {}
        case AgentEvent.Activated _ -> status = "active";
        case AgentEvent.Deactivated _ -> status = "inactive";
        case AgentEvent.Deleted _ -> status = "";
      }
    }
    if (!status.isEmpty()) {
      oracle.add("agents_by_status|" + user + "|" + status, BigDecimal.ONE);
    }
  }

  private void call(List<Received> events) {
    Instant started = Instant.EPOCH;
    String user = "";
    String agent = "";
    String status = "";
    BigDecimal seconds = BigDecimal.ZERO;
    BigDecimal credits = BigDecimal.ZERO;
    for (Received received : events) {
      switch ((CallEvent) received.event()) {
        case CallEvent.Started e -> {
          started = received.envelope().time();
          user = e.userId();
          agent = e.agentId();
          status = "in progress";
        }
        case CallEvent.Completed e -> {
          user = e.userId();
          agent = e.agentId();
          status = "completed";
          seconds = BigDecimal.valueOf(e.durationSeconds());
          credits = e.creditsUsed();
        }
        case CallEvent.Failed e -> {
          user = e.userId();
          agent = e.agentId();
          status = "failed";
          Integer lasted = e.durationSeconds();
          seconds = lasted == null ? BigDecimal.ZERO : new BigDecimal(lasted);
          credits = e.creditsUsed() == null ? BigDecimal.ZERO : e.creditsUsed();
        }
      }
    }
    BigDecimal[] sums = {
      BigDecimal.ONE,
      Oracle.bit(status.equals("completed")),
      Oracle.bit(status.equals("failed")),
      seconds,
      credits
    };
    for (String period : periods(started)) {
      oracle.add("calls_by_account|" + period + "|" + user, sums);
      oracle.add("calls_by_agent|" + period + "|" + user + "|" + agent, sums);
    }
    Instant hour = hour(started);
    oracle.add("calls_by_account_hour|" + user + "|" + hour, sums);
    oracle.add("calls_by_agent_hour|" + user + "|" + agent + "|" + hour, sums);
  }

  private void lead(List<Received> events) {
    @Nullable Instant scored = null;
    String user = "";
    String agent = "";
    BigDecimal score = BigDecimal.ZERO;
    boolean converted = false;
    for (Received received : events) {
      switch ((LeadEvent) received.event()) {
        case LeadEvent.Scored e -> {
          scored = scored == null ? received.envelope().time() : scored;
          user = e.userId();
          agent = e.agentId();
          score = e.score();
        }
        case LeadEvent.Converted e -> {
          user = e.userId();
          agent = e.agentId();
          converted = true;
        }
      }
    }
    int bucket = score.divide(BigDecimal.TEN, 0, RoundingMode.FLOOR).intValueExact();
    String tenth = bucket == 10 ? "9" : Integer.toString(bucket);
    for (String period : periods(scored == null ? Instant.EPOCH : scored)) {
      BigDecimal[] sums = {BigDecimal.ONE, score, Oracle.bit(converted)};
      oracle.add("leads_by_score|" + period + "|" + user + "|" + tenth, sums);
      oracle.add("leads_by_agent|" + period + "|" + user + "|" + agent, sums);
    }
  }

  /** Nothing of the calling product is counted by week. */
  private List<String> periods(Instant instant) {
    return oracle.periods(instant).stream().filter(period -> !period.startsWith("week")).toList();
  }

  /** Back from minute to minute, as long as the clock on the wall shows the same hour. */
  private Instant hour(Instant instant) {
    OffsetDateTime minute = local(instant.truncatedTo(ChronoUnit.MINUTES));
    while (minute.getMinute() > 0) {
      OffsetDateTime before = local(minute.toInstant().minus(1, ChronoUnit.MINUTES));
      if (!before.getOffset().equals(minute.getOffset())) {
        break;
      }
      minute = before;
    }
    return minute.toInstant();
  }

  private OffsetDateTime local(Instant instant) {
    return instant.atZone(oracle.zone).toOffsetDateTime();
  }
}
