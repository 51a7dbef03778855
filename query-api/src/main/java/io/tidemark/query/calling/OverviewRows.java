package io.tidemark.query.calling;

import io.tidemark.query.calling.Overview.Activity;
import io.tidemark.query.calling.Overview.Agents;
import io.tidemark.query.calling.Overview.Credits;
import io.tidemark.query.figures.Cell;
import io.tidemark.query.figures.Figures;
import io.tidemark.query.freshness.Snapshot;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rows of which an overview is made, one statement for each of its parts. */
final class OverviewRows {

  /** The last 30 days, and the 30 days before. */
  record Windows<S>(S current, S previous) {}

  record ActiveHours(long current, long previous) {}

  private static final String CALLS =
      """
      select c.period_start >= ?, %s
      from readmodel.calls_by_account c
      where c.account = ? and c.grain = 'day' and c.period_start between ? and ?
      group by 1
      """
          .formatted(CallSums.SUMS);

  private static final String ACTIVE_HOURS =
      """
      select count(*) filter (where c.hour >= ?), count(*) filter (where c.hour < ?)
      from readmodel.calls_by_account_hour c
      where c.account = ? and c.hour >= ? and c.hour < ? and c.calls > 0
      """;

  private static final String LEADS =
      """
      select l.period_start >= ?, %s
      from readmodel.leads_by_score l
      where l.account = ? and l.grain = 'day' and l.period_start between ? and ?
      group by 1
      """
          .formatted(LeadSums.SUMS);

  private static final String CREDITS =
      """
      select
        coalesce((select p.purchased from readmodel.credits_by_account p where p.account = ?), 0),
        coalesce((select c.credits from readmodel.calls_by_account c
          where c.account = ? and c.grain = 'all' and c.period_start = '1970-01-01'), 0),
        coalesce((select c.credits from readmodel.calls_by_account c
          where c.account = ? and c.grain = 'month' and c.period_start = ?), 0)
      """;

  private static final String AGENTS =
      "select a.status, a.agents from readmodel.agents_by_status a where a.account = ?";

  /**
   * An agent's name only from the same account: a call's event may name the agent of another. Rows
   * whose first event has not come yet have no time.
   */
  private static final String RECENT_ACTIVITY =
      """
      select n.id, n.type, n.agent, a.name, n.status, n.duration_seconds, n.score, n.at
      from (
        (select c.id, 'call' as type, c.agent, c.status, c.duration_seconds,
           null::numeric as score, c.started as at
         from readmodel.call c
         where c.account = ? and c.started is not null
         order by c.started desc, c.id desc
         limit 5)
        union all
        (select l.id, 'lead', l.agent, case when l.converted then 'converted' else 'scored' end,
           null, l.score, l.scored
         from readmodel.lead l
         where l.account = ? and l.scored is not null
         order by l.scored desc, l.id desc
         limit 5)) n
      left join readmodel.agent a on a.id = n.agent and a.account = ?
      order by n.at desc, n.type, n.id desc
      limit 5
      """;

  private final OverviewQuery query;
  private final ZoneId zone;

  OverviewRows(OverviewQuery query) {
    this.query = query;
    this.zone = query.calendar().zone();
  }

  Windows<CallSums> calls(Snapshot snapshot) throws SQLException {
    return windows(snapshot, CALLS, CallSums.NONE, CallSums::of);
  }

  Windows<LeadSums> leads(Snapshot snapshot) throws SQLException {
    return windows(snapshot, LEADS, LeadSums.NONE, LeadSums::of);
  }

  private interface Sums<S> {
    S of(ResultSet row, int first) throws SQLException;
  }

  private <S> Windows<S> windows(Snapshot snapshot, String sql, S none, Sums<S> sums)
      throws SQLException {
    Range window = query.window();
    S current = none;
    S previous = none;
    try (PreparedStatement statement = snapshot.prepare(sql)) {
      statement.setObject(1, window.from());
      statement.setString(2, query.account());
      statement.setObject(3, window.before().from());
      statement.setObject(4, window.to());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          if (rows.getBoolean(1)) {
            current = sums.of(rows, 2);
          } else {
            previous = sums.of(rows, 2);
          }
        }
      }
    }
    return new Windows<>(current, previous);
  }

  ActiveHours activeHours(Snapshot snapshot) throws SQLException {
    Range window = query.window();
    OffsetDateTime begins = window.begins(zone);
    try (PreparedStatement statement = snapshot.prepare(ACTIVE_HOURS)) {
      statement.setObject(1, begins);
      statement.setObject(2, begins);
      statement.setString(3, query.account());
      statement.setObject(4, window.before().begins(zone));
      statement.setObject(5, window.ends(zone));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return new ActiveHours(row.getLong(1), row.getLong(2));
      }
    }
  }

  Credits credits(Snapshot snapshot) throws SQLException {
    try (PreparedStatement statement = snapshot.prepare(CREDITS)) {
      statement.setString(1, query.account());
      statement.setString(2, query.account());
      statement.setString(3, query.account());
      statement.setObject(4, Cell.month(query.today()).start());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        BigDecimal remaining = row.getBigDecimal(1).subtract(row.getBigDecimal(2));
        BigDecimal usedThisMonth = row.getBigDecimal(3);
        return new Credits(
            Figures.exact(remaining.add(usedThisMonth)),
            Figures.exact(usedThisMonth),
            Figures.exact(remaining));
      }
    }
  }

  Agents agents(Snapshot snapshot) throws SQLException {
    Map<String, Long> byStatus = new HashMap<>();
    try (PreparedStatement statement = snapshot.prepare(AGENTS)) {
      statement.setString(1, query.account());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          byStatus.put(rows.getString(1), rows.getLong(2));
        }
      }
    }
    long active = byStatus.getOrDefault("active", 0L);
    long draft = byStatus.getOrDefault("draft", 0L);
    long inactive = byStatus.getOrDefault("inactive", 0L);
    return new Agents(active + draft + inactive, active, draft, inactive);
  }

  List<Activity> recentActivity(Snapshot snapshot) throws SQLException {
    List<Activity> newest = new ArrayList<>();
    try (PreparedStatement statement = snapshot.prepare(RECENT_ACTIVITY)) {
      statement.setString(1, query.account());
      statement.setString(2, query.account());
      statement.setString(3, query.account());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          BigDecimal score = rows.getBigDecimal(7);
          newest.add(
              new Activity(
                  rows.getString(1),
                  rows.getString(2),
                  rows.getString(3),
                  rows.getString(4),
                  rows.getString(5),
                  rows.getObject(6, Long.class),
                  score == null ? null : Figures.exact(score),
                  rows.getObject(8, OffsetDateTime.class).toInstant()));
        }
      }
    }
    return newest;
  }
}
