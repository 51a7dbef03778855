package io.tidemark.query.calling;

import static io.tidemark.query.calling.Kpi.Unit.COUNT;
import static io.tidemark.query.calling.Kpi.Unit.PERCENT;
import static io.tidemark.query.calling.Kpi.Unit.PER_HOUR;
import static io.tidemark.query.calling.Kpi.Unit.SCORE;

import io.tidemark.query.cache.Answer;
import io.tidemark.query.calling.Kpi.Ratio;
import io.tidemark.query.calling.Overview.Conversations;
import io.tidemark.query.calling.Overview.Leads;
import io.tidemark.query.calling.OverviewRows.ActiveHours;
import io.tidemark.query.calling.OverviewRows.Windows;
import io.tidemark.query.freshness.MetricGroup;
import io.tidemark.query.freshness.Tide;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Puts an overview together from rows that are there, its parts at the same time. */
@Component
final class OverviewReader {

  private static final Set<MetricGroup> MADE_OF =
      Collections.unmodifiableSet(
          EnumSet.of(
              MetricGroup.CREDITS, MetricGroup.AGENTS, MetricGroup.CALLS, MetricGroup.LEADS));

  private final ParallelReads reads;
  private final Clock clock;
  private final JsonMapper json;

  OverviewReader(ParallelReads reads, Clock clock, JsonMapper json) {
    this.reads = reads;
    this.clock = clock;
    this.json = json;
  }

  Answer<OverviewOfDay> read(OverviewQuery query) throws SQLException {
    OverviewRows rows = new OverviewRows(query);
    try (ParallelSnapshot snapshot = reads.open(query.calendar())) {
      var calls = snapshot.read("conversations", rows::calls);
      var hours = snapshot.read("kpis.avgConversationsPerHour", rows::activeHours);
      var leads = snapshot.read("leads", rows::leads);
      var credits = snapshot.read("credits", rows::credits);
      var agents = snapshot.read("agents", rows::agents);
      var activity = snapshot.read("recentActivity", rows::recentActivity);
      List<String> missing = snapshot.missing();
      Windows<CallSums> callSums = calls.orNull();
      Windows<LeadSums> leadSums = leads.orNull();
      Overview overview =
          new Overview(
              kpis(callSums, leadSums, hours.orNull()),
              credits.orNull(),
              agents.orNull(),
              callSums == null ? null : Conversations.of(callSums.current()),
              leadSums == null ? null : Leads.of(leadSums.current()),
              activity.orNull(),
              null,
              missing.isEmpty() ? null : true,
              missing.isEmpty() ? null : missing);
      return answer(query, overview, snapshot.tide(), !missing.isEmpty());
    }
  }

  private Answer<OverviewOfDay> answer(
      OverviewQuery query, Overview overview, Tide tide, boolean partial) {
    Instant asOf = tide.newestOf(MADE_OF);
    return new Answer<>(
        new OverviewOfDay(overview, query.ends()),
        Answer.etagOf(json.writeValueAsBytes(overview)),
        asOf == null ? null : asOf.toString(),
        tide.versions(),
        MADE_OF,
        clock.instant(),
        null,
        partial);
  }

  private static List<Kpi> kpis(
      @Nullable Windows<CallSums> calls,
      @Nullable Windows<LeadSums> leads,
      @Nullable ActiveHours hours) {
    return List.of(
        kpi("totalLeads", "Leads", COUNT, leads, sums -> Ratio.count(sums.leads())),
        kpi("totalInteractions", "Conversations", COUNT, calls, sums -> Ratio.count(sums.calls())),
        kpi(
            "leadsConverted",
            "Leads converted",
            COUNT,
            leads,
            sums -> Ratio.count(sums.converted())),
        kpi(
            "conversionRate",
            "Conversion rate",
            PERCENT,
            leads,
            sums -> Ratio.of(sums.converted(), sums.leads())),
        Kpi.of(
            "avgConversationsPerHour",
            "Conversations per active hour",
            PER_HOUR,
            calls == null || hours == null
                ? null
                : Ratio.of(calls.current().calls(), hours.current()),
            calls == null || hours == null
                ? null
                : Ratio.of(calls.previous().calls(), hours.previous())),
        kpi(
            "avgLeadScore",
            "Average lead score",
            SCORE,
            leads,
            sums -> new Ratio(sums.score(), BigDecimal.valueOf(sums.leads()))),
        kpi(
            "callSuccessRate",
            "Call success rate",
            PERCENT,
            calls,
            sums -> Ratio.of(sums.completed(), sums.finished())));
  }

  private static <S> Kpi kpi(
      String key,
      String label,
      Kpi.Unit unit,
      @Nullable Windows<S> windows,
      Function<S, Ratio> ratio) {
    return Kpi.of(
        key,
        label,
        unit,
        windows == null ? null : ratio.apply(windows.current()),
        windows == null ? null : ratio.apply(windows.previous()));
  }
}
