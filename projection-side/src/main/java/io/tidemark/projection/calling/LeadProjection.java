package io.tidemark.projection.calling;

import static io.tidemark.projection.engine.Grain.ALL;
import static io.tidemark.projection.engine.Grain.DAY;
import static io.tidemark.projection.engine.Grain.MONTH;
import static java.util.Objects.requireNonNull;

import io.tidemark.events.calling.LeadEvent;
import io.tidemark.projection.engine.CellTable;
import io.tidemark.projection.engine.Cells;
import io.tidemark.projection.engine.Context;
import io.tidemark.projection.engine.EntityTable;
import io.tidemark.projection.engine.PeriodTable;
import io.tidemark.projection.engine.Projection;
import io.tidemark.projection.engine.Stamp;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/**
 * Counts leads, their present scores and their conversions by the period in which they were first
 * scored: so there are never more conversions than leads.
 */
public final class LeadProjection implements Projection<LeadEvent, Lead> {

  /** Leads first scored in a period, by account and the tenth of the scale of their score. */
  static final PeriodTable<ScoreKey, LeadSums> BY_SCORE =
      PeriodTable.of("leads_by_score", ScoreKey.class, LeadSums.class).only(DAY, MONTH, ALL);

  /** Leads first scored in a period, by account and agent. */
  static final PeriodTable<AgentKey, LeadSums> BY_AGENT =
      PeriodTable.of("leads_by_agent", AgentKey.class, LeadSums.class).only(DAY, MONTH, ALL);

  static final EntityTable<Lead> LEADS = EntityTable.of("lead", Lead.class);

  private static final int BUCKETS = 10;

  record ScoreKey(String account, long bucket) {}

  record AgentKey(String account, String agent) {}

  record LeadSums(long leads, BigDecimal score, long converted) {}

  @Override
  public Lead merge(Lead lead, LeadEvent event, Stamp at) {
    return switch (event) {
      case LeadEvent.Scored e ->
          lead.scored(e.score(), e.callId(), e.contact(), at).by(e.userId(), e.agentId(), at);
      case LeadEvent.Converted e -> lead.converted(e.value(), at).by(e.userId(), e.agentId(), at);
    };
  }

  @Override
  public void contribute(Lead lead, Context context, Cells cells) {
    LocalDate day = context.calendar().day(requireNonNull(lead.scored().value()));
    String account = requireNonNull(lead.account().value());
    String agent = requireNonNull(lead.agent().value());
    BigDecimal score = requireNonNull(lead.score().value());
    LeadSums sums = new LeadSums(1, score, lead.converted().isSet() ? 1 : 0);
    cells.add(BY_SCORE, day, new ScoreKey(account, bucket(score)), sums);
    cells.add(BY_AGENT, day, new AgentKey(account, agent), sums);
  }

  /** The full score is in the last bucket. */
  private static long bucket(BigDecimal score) {
    return Math.min(BUCKETS - 1, score.longValue() / BUCKETS);
  }

  @Override
  public String group() {
    return "leads";
  }

  @Override
  public String topic() {
    return "tidemark.calls";
  }

  @Override
  public Class<LeadEvent> events() {
    return LeadEvent.class;
  }

  @Override
  public EntityTable<Lead> entities() {
    return LEADS;
  }

  @Override
  public String countedOn() {
    return "scored";
  }

  @Override
  public List<CellTable> tables() {
    return List.of(BY_AGENT.cells(), BY_SCORE.cells());
  }
}
