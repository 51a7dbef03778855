package io.tidemark.query.calling;

import io.tidemark.query.cache.Answer;
import io.tidemark.query.calling.AgentRows.Row;
import io.tidemark.query.calling.AgentsQuery.After;
import io.tidemark.query.calling.AgentsQuery.Sort;
import io.tidemark.query.calling.AgentsQuery.SortKey;
import io.tidemark.query.freshness.MetricGroup;
import io.tidemark.query.freshness.Snapshot;
import io.tidemark.query.freshness.Snapshots;
import io.tidemark.query.freshness.Tide;
import io.tidemark.web.ProblemException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Reads agents with all that is told of them: one statement, whatever the size of the page. */
@Component
final class AgentsReader {

  private static final Set<MetricGroup> MADE_OF =
      Collections.unmodifiableSet(
          EnumSet.of(MetricGroup.AGENTS, MetricGroup.CALLS, MetricGroup.LEADS));

  /** Agents whose first event has not come yet have no time of creation. */
  private static final String READ =
      """
      select a.id, a.name, a.kind, a.status, a.description, a.created, a.external_id,
        coalesce(c.calls, 0), coalesce(c.completed, 0), coalesce(c.failed, 0),
        coalesce(c.duration_seconds, 0), coalesce(c.credits, 0),
        coalesce(l.leads, 0), 0, coalesce(l.converted, 0), coalesce(l.score, 0)
      from readmodel.agent a
      left join lateral (
        select * from readmodel.calls_by_agent c
        where c.account = a.account and c.agent = a.id and c.grain = 'all'
          and c.period_start = '1970-01-01'
        limit 1) c on true
      left join lateral (
        select * from readmodel.leads_by_agent l
        where l.account = a.account and l.agent = a.id and l.grain = 'all'
          and l.period_start = '1970-01-01'
        limit 1) l on true
      where a.account = ? and a.created is not null and a.status <> 'deleted'
      """;

  private static final String THIS_ONE = "  and a.id = ?\n";
  private static final String OF_STATUS = "  and a.status = ?\n";

  private final Snapshots snapshots;
  private final Clock clock;
  private final JsonMapper json;

  AgentsReader(Snapshots snapshots, Clock clock, JsonMapper json) {
    this.snapshots = snapshots;
    this.clock = clock;
    this.json = json;
  }

  /** Said of another account's agent, too: the two must look the same. */
  static ProblemException unknown() {
    return ProblemException.notFound("There is no such agent.");
  }

  /**
   * The agents that are asked for.
   *
   * @throws ProblemException 404 for one that is not there
   */
  Answer<AgentRows> read(AgentsQuery query) throws SQLException {
    try (Snapshot snapshot = snapshots.take()) {
      Tide tide = snapshot.tide();
      AgentRows agents =
          switch (query) {
            case AgentsQuery.One one -> one(snapshot, one);
            case AgentsQuery.Page page -> page(snapshot, page);
          };
      snapshot.end();
      Instant asOf = tide.newestOf(MADE_OF);
      return new Answer<>(
          agents,
          Answer.etagOf(json.writeValueAsBytes(agents)),
          asOf == null ? null : asOf.toString(),
          tide.versions(),
          MADE_OF,
          clock.instant(),
          null,
          false);
    }
  }

  private static AgentRows one(Snapshot snapshot, AgentsQuery.One one) throws SQLException {
    try (PreparedStatement statement = snapshot.prepare(READ + THIS_ONE)) {
      statement.setString(1, one.account());
      statement.setString(2, one.id());
      List<Row> rows = rows(statement);
      if (rows.isEmpty()) {
        throw unknown();
      }
      return new AgentRows(rows, null);
    }
  }

  private static AgentRows page(Snapshot snapshot, AgentsQuery.Page page) throws SQLException {
    After after = page.after();
    try (PreparedStatement statement = snapshot.prepare(sql(page))) {
      int next = 1;
      statement.setString(next++, page.account());
      if (page.status() != null) {
        statement.setString(next++, page.status().wireName);
      }
      if (after != null) {
        bind(statement, next++, after.key());
        statement.setString(next++, after.id());
      }
      // one more than asked for tells whether there is a next page
      statement.setInt(next, page.limit() + 1);
      List<Row> rows = rows(statement);
      if (rows.size() <= page.limit()) {
        return new AgentRows(rows, null);
      }
      List<Row> shown = List.copyOf(rows.subList(0, page.limit()));
      return new AgentRows(shown, AgentsQuery.cursor(page, shown.getLast()));
    }
  }

  /** From constants only. */
  private static String sql(AgentsQuery.Page page) {
    String key = column(page.sort());
    String direction = page.descending() ? "desc" : "asc";
    return READ
        + (page.status() == null ? "" : OF_STATUS)
        + (page.after() == null
            ? ""
            : "  and (%s, a.id) %s (?, ?)\n".formatted(key, page.descending() ? "<" : ">"))
        + "order by %s %s, a.id %s\nlimit ?\n".formatted(key, direction, direction);
  }

  private static String column(Sort sort) {
    return switch (sort) {
      case NAME -> "a.name";
      case CREATED_AT -> "a.created";
      case CONVERSATIONS -> "coalesce(c.calls, 0)";
    };
  }

  private static void bind(PreparedStatement statement, int index, SortKey key)
      throws SQLException {
    switch (key) {
      case SortKey.Name(String name) -> statement.setString(index, name);
      case SortKey.CreatedAt(Instant at) -> statement.setObject(index, at.atOffset(ZoneOffset.UTC));
      case SortKey.Conversations(long calls) -> statement.setLong(index, calls);
    }
  }

  private static List<Row> rows(PreparedStatement statement) throws SQLException {
    List<Row> agents = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        @Nullable String externalId = rows.getString(7);
        agents.add(
            new Row(
                rows.getString(1),
                rows.getString(2),
                rows.getString(3),
                rows.getString(4),
                rows.getString(5),
                rows.getObject(6, OffsetDateTime.class).toInstant(),
                externalId,
                Performance.of(CallSums.of(rows, 8), LeadSums.of(rows, 13))));
      }
    }
    return agents;
  }
}
