package io.tidemark.query.calling;

import io.tidemark.query.calling.Analytics.CallDay;
import io.tidemark.query.calling.Analytics.LeadDay;
import io.tidemark.query.calling.Analytics.LeadQuality;
import io.tidemark.query.calling.Analytics.TopAgent;
import io.tidemark.query.figures.Cell;
import io.tidemark.query.freshness.Snapshot;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of which an account's charts are made, one statement for each chart. {@code offset 0}
 * keeps look-ups look-ups: a join may become a hash over all that the account or the agent ever
 * did, and then costs more with each day.
 */
final class AnalyticsRows {

  private static final String LEADS_OVER_TIME =
      """
      select l.period_start, %s
      from readmodel.leads_by_score l
      where l.account = ? and l.grain = 'day' and l.period_start between ? and ?
      group by 1
      """
          .formatted(LeadSums.SUMS);

  private static final String INTERACTIONS_OVER_TIME =
      """
      select c.period_start, c.calls, c.completed, c.failed, c.duration_seconds, c.credits
      from readmodel.calls_by_account c
      where c.account = ? and c.grain = 'day' and c.period_start between ? and ?
      """;

  private static final String LEAD_QUALITY =
      """
      select l.bucket, sum(l.leads)
      from unnest(?::text[], ?::date[]) as wanted (grain, period_start)
      cross join lateral (
        select l.bucket, l.leads
        from readmodel.leads_by_score l
        where l.account = ? and l.grain = wanted.grain and l.period_start = wanted.period_start
        offset 0) l
      group by 1
      """;

  private static final String CALLS_BY_HOUR =
      """
      select extract(hour from c.hour at time zone ?)::int, sum(c.calls)
      from readmodel.calls_by_account_hour c
      where c.account = ? and c.hour >= ? and c.hour < ?
      group by 1
      """;

  /**
   * Whole months from their rows, so that a year of an account with many agents stays small. Leads
   * only of those that come out on top. A deleted agent is gone; one whose first event has not come
   * yet is known by its calls.
   */
  private static final String TOP_AGENTS =
      """
      with wanted as materialized (
        select * from unnest(?::text[], ?::date[]) as wanted (grain, period_start)),
      top as materialized (
        select s.*, a.name
        from (
          select c.agent, %s
          from wanted
          cross join lateral (
            select c.*
            from readmodel.calls_by_agent c
            where c.account = ? and c.grain = wanted.grain and c.period_start = wanted.period_start
            offset 0) c
          group by c.agent
          having sum(c.calls) > 0) as s (agent, calls, completed, failed, duration_seconds, credits)
        left join readmodel.agent a on a.id = s.agent and a.account = ?
        where a.status is distinct from 'deleted'
        order by s.calls desc, s.agent
        limit 10)
      select top.agent, top.name, top.calls, top.completed, top.failed, top.duration_seconds,
        top.credits, l.leads, l.score
      from top
      cross join lateral (
        select coalesce(sum(cell.leads), 0) as leads, coalesce(sum(cell.score), 0) as score
        from wanted
        cross join lateral (
          select l.leads, l.score
          from readmodel.leads_by_agent l
          where l.account = ? and l.agent = top.agent and l.grain = wanted.grain
            and l.period_start = wanted.period_start
          offset 0) cell) l
      order by top.calls desc, top.agent
      """
          .formatted(CallSums.SUMS);

  private final String account;
  private final Range range;
  private final ZoneId zone;

  AnalyticsRows(AnalyticsQuery.OfAccount query) {
    this.account = query.account();
    this.range = query.range();
    this.zone = query.calendar().zone();
  }

  List<LeadDay> leadsOverTime(Snapshot snapshot) throws SQLException {
    Map<LocalDate, LeadSums> days = new HashMap<>();
    try (PreparedStatement statement = snapshot.prepare(LEADS_OVER_TIME)) {
      bindDays(statement);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          days.put(rows.getObject(1, LocalDate.class), LeadSums.of(rows, 2));
        }
      }
    }
    return range
        .eachDay()
        .map(day -> LeadDay.of(day, days.getOrDefault(day, LeadSums.NONE)))
        .toList();
  }

  List<CallDay> interactionsOverTime(Snapshot snapshot) throws SQLException {
    Map<LocalDate, CallSums> days = new HashMap<>();
    try (PreparedStatement statement = snapshot.prepare(INTERACTIONS_OVER_TIME)) {
      bindDays(statement);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          days.put(rows.getObject(1, LocalDate.class), CallSums.of(rows, 2));
        }
      }
    }
    return range
        .eachDay()
        .map(day -> CallDay.of(day, days.getOrDefault(day, CallSums.NONE)))
        .toList();
  }

  private void bindDays(PreparedStatement statement) throws SQLException {
    statement.setString(1, account);
    statement.setObject(2, range.from());
    statement.setObject(3, range.to());
  }

  LeadQuality leadQuality(Snapshot snapshot) throws SQLException {
    Long[] buckets = new Long[10];
    Arrays.fill(buckets, 0L);
    try (PreparedStatement statement = snapshot.prepare(LEAD_QUALITY)) {
      bindCells(snapshot, statement);
      statement.setString(3, account);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          buckets[rows.getInt(1)] = rows.getLong(2);
        }
      }
    }
    return LeadQuality.of(List.of(buckets));
  }

  private void bindCells(Snapshot snapshot, PreparedStatement statement) throws SQLException {
    List<Cell> cells = range.cells();
    statement.setArray(1, snapshot.array("text", cells.stream().map(Cell::grain)));
    statement.setArray(2, snapshot.array("date", cells.stream().map(Cell::start)));
  }

  List<Long> callsByHour(Snapshot snapshot) throws SQLException {
    Long[] hours = new Long[24];
    Arrays.fill(hours, 0L);
    try (PreparedStatement statement = snapshot.prepare(CALLS_BY_HOUR)) {
      statement.setString(1, zone.getId());
      statement.setString(2, account);
      statement.setObject(3, range.begins(zone));
      statement.setObject(4, range.ends(zone));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          hours[rows.getInt(1)] = rows.getLong(2);
        }
      }
    }
    return List.of(hours);
  }

  List<TopAgent> topAgents(Snapshot snapshot) throws SQLException {
    List<TopAgent> top = new ArrayList<>();
    try (PreparedStatement statement = snapshot.prepare(TOP_AGENTS)) {
      bindCells(snapshot, statement);
      statement.setString(3, account);
      statement.setString(4, account);
      statement.setString(5, account);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          CallSums calls = CallSums.of(rows, 3);
          BigDecimal score = rows.getBigDecimal(9);
          LeadSums leads = new LeadSums(rows.getLong(8), 0, 0, score);
          top.add(
              new TopAgent(
                  rows.getString(1),
                  rows.getString(2),
                  calls.calls(),
                  calls.completed(),
                  calls.failed(),
                  calls.successRate(),
                  calls.avgDurationSeconds(),
                  calls.creditsUsed(),
                  leads.leads(),
                  leads.avgScore()));
        }
      }
    }
    return top;
  }
}
