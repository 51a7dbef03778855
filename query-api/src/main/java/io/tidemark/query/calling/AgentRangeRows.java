package io.tidemark.query.calling;

import io.tidemark.query.calling.AgentPerformance.AgentDay;
import io.tidemark.query.freshness.Snapshot;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rows of which one agent's charts are made, one statement for each. */
final class AgentRangeRows {

  private static final String NAME =
      """
      select a.name
      from readmodel.agent a
      where a.id = ? and a.account = ? and a.created is not null and a.status <> 'deleted'
      """;

  private static final String CALLS =
      """
      select c.period_start, c.calls, c.completed, c.failed, c.duration_seconds, c.credits
      from readmodel.calls_by_agent c
      where c.account = ? and c.agent = ? and c.grain = 'day' and c.period_start between ? and ?
      """;

  private static final String LEADS =
      """
      select l.period_start, l.leads, 0, l.converted, l.score
      from readmodel.leads_by_agent l
      where l.account = ? and l.agent = ? and l.grain = 'day' and l.period_start between ? and ?
      """;

  private static final String CALLS_BY_HOUR =
      """
      select extract(hour from c.hour at time zone ?)::int, sum(c.calls)
      from readmodel.calls_by_agent_hour c
      where c.account = ? and c.agent = ? and c.hour >= ? and c.hour < ?
      group by 1
      """;

  private final AnalyticsQuery.OfAgent query;
  private final Range range;
  private final ZoneId zone;

  AgentRangeRows(AnalyticsQuery.OfAgent query) {
    this.query = query;
    this.range = query.range();
    this.zone = query.calendar().zone();
  }

  /** Empty where this account has no such agent. */
  Optional<String> name(Snapshot snapshot) throws SQLException {
    try (PreparedStatement statement = snapshot.prepare(NAME)) {
      statement.setString(1, query.agent());
      statement.setString(2, query.account());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
      }
    }
  }

  Map<LocalDate, CallSums> calls(Snapshot snapshot) throws SQLException {
    Map<LocalDate, CallSums> days = new HashMap<>();
    try (PreparedStatement statement = snapshot.prepare(CALLS)) {
      bindDays(statement);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          days.put(rows.getObject(1, LocalDate.class), CallSums.of(rows, 2));
        }
      }
    }
    return days;
  }

  Map<LocalDate, LeadSums> leads(Snapshot snapshot) throws SQLException {
    Map<LocalDate, LeadSums> days = new HashMap<>();
    try (PreparedStatement statement = snapshot.prepare(LEADS)) {
      bindDays(statement);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          days.put(rows.getObject(1, LocalDate.class), LeadSums.of(rows, 2));
        }
      }
    }
    return days;
  }

  private void bindDays(PreparedStatement statement) throws SQLException {
    statement.setString(1, query.account());
    statement.setString(2, query.agent());
    statement.setObject(3, range.from());
    statement.setObject(4, range.to());
  }

  List<Long> callsByHour(Snapshot snapshot) throws SQLException {
    Long[] hours = new Long[24];
    Arrays.fill(hours, 0L);
    try (PreparedStatement statement = snapshot.prepare(CALLS_BY_HOUR)) {
      statement.setString(1, zone.getId());
      statement.setString(2, query.account());
      statement.setString(3, query.agent());
      statement.setObject(4, range.begins(zone));
      statement.setObject(5, range.ends(zone));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          hours[rows.getInt(1)] = rows.getLong(2);
        }
      }
    }
    return List.of(hours);
  }

  AgentPerformance performance(
      String name,
      Map<LocalDate, CallSums> calls,
      Map<LocalDate, LeadSums> leads,
      List<Long> callsByHour) {
    return new AgentPerformance(
        query.agent(),
        name,
        Analytics.Days.of(range),
        Performance.of(
            calls.values().stream().reduce(CallSums.NONE, CallSums::plus),
            leads.values().stream().reduce(LeadSums.NONE, LeadSums::plus)),
        range
            .eachDay()
            .map(
                day ->
                    AgentDay.of(
                        day,
                        calls.getOrDefault(day, CallSums.NONE),
                        leads.getOrDefault(day, LeadSums.NONE)))
            .toList(),
        callsByHour);
  }
}
