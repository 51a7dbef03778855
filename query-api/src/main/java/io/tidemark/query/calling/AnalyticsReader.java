package io.tidemark.query.calling;

import io.tidemark.query.cache.Answer;
import io.tidemark.query.freshness.MetricGroup;
import io.tidemark.query.freshness.Tide;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Puts charts together from rows that are there, each chart at the same time as the others. */
@Component
final class AnalyticsReader {

  private static final Set<MetricGroup> MADE_OF =
      Collections.unmodifiableSet(
          EnumSet.of(MetricGroup.AGENTS, MetricGroup.CALLS, MetricGroup.LEADS));

  private final ParallelReads reads;
  private final Clock clock;
  private final JsonMapper json;

  AnalyticsReader(ParallelReads reads, Clock clock, JsonMapper json) {
    this.reads = reads;
    this.clock = clock;
    this.json = json;
  }

  Answer<byte[]> read(AnalyticsQuery query) throws SQLException {
    return switch (query) {
      case AnalyticsQuery.OfAccount ofAccount -> read(ofAccount);
      case AnalyticsQuery.OfAgent ofAgent -> read(ofAgent);
    };
  }

  private Answer<byte[]> read(AnalyticsQuery.OfAccount query) throws SQLException {
    AnalyticsRows rows = new AnalyticsRows(query);
    try (ParallelSnapshot snapshot = reads.open(query.calendar())) {
      var leads = snapshot.read("leadsOverTime", rows::leadsOverTime);
      var calls = snapshot.read("interactionsOverTime", rows::interactionsOverTime);
      var quality = snapshot.read("leadQuality", rows::leadQuality);
      var hours = snapshot.read("callsByHour", rows::callsByHour);
      var top = snapshot.read("topAgents", rows::topAgents);
      List<String> missing = snapshot.missing();
      Analytics analytics =
          new Analytics(
              Analytics.Days.of(query.range()),
              leads.orNull(),
              calls.orNull(),
              quality.orNull(),
              hours.orNull(),
              top.orNull(),
              missing.isEmpty() ? null : true,
              missing.isEmpty() ? null : missing);
      return answer(analytics, snapshot.tide(), !missing.isEmpty());
    }
  }

  /** Whole or not at all: half an agent's figures would not tell which half. */
  private Answer<byte[]> read(AnalyticsQuery.OfAgent query) throws SQLException {
    AgentRangeRows rows = new AgentRangeRows(query);
    try (ParallelSnapshot snapshot = reads.open(query.calendar())) {
      var name = snapshot.read("agent", rows::name);
      var calls = snapshot.read("calls", rows::calls);
      var leads = snapshot.read("leads", rows::leads);
      var hours = snapshot.read("callsByHour", rows::callsByHour);
      AgentPerformance performance =
          rows.performance(
              name.orThrow().orElseThrow(AgentsReader::unknown),
              calls.orThrow(),
              leads.orThrow(),
              hours.orThrow());
      return answer(performance, snapshot.tide(), false);
    }
  }

  private Answer<byte[]> answer(Object content, Tide tide, boolean partial) {
    byte[] body = json.writeValueAsBytes(content);
    Instant asOf = tide.newestOf(MADE_OF);
    return new Answer<>(
        body,
        Answer.etagOf(body),
        asOf == null ? null : asOf.toString(),
        tide.versions(),
        MADE_OF,
        clock.instant(),
        null,
        partial);
  }
}
