package io.tidemark.query.provider;

import io.tidemark.query.freshness.Snapshot;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the goals that hold in a range of periods: for each provider, location and granularity the
 * one in force at its beginning, and those that begin within. However long their history, what came
 * before is not read.
 */
final class GoalRows {

  private static final String WANTED =
      """
      wanted (provider, granularity, first, last) as (
        select p.id, g.granularity, g.first, g.last
        from unnest(?::text[]) as p (id)
        cross join unnest(?::text[], ?::date[], ?::date[]) as g (granularity, first, last))
      """;

  /**
   * Of rows {@code w} of provider, granularity, first and last: what is in force at first, and what
   * begins after it. The order names the location, too: {@code is null} is no equality to the
   * planner, which would else sort the whole past.
   */
  private static final String IN_FORCE =
      """
      select w.provider, g.location, w.granularity, g.period_start, g.set_at, g.id, g.amount
      from %1$s w
      cross join lateral (
        (select g.* from readmodel.goal g
         where g.provider = w.provider and g.granularity = w.granularity and g.location %2$s
           and g.period_start <= w.first
         order by g.location, g.period_start desc, g.set_at desc
         limit 1)
        union all
        (select g.* from readmodel.goal g
         where w.first < w.last
           and g.provider = w.provider and g.granularity = w.granularity and g.location %2$s
           and g.period_start > w.first and g.period_start <= w.last)) g
      """;

  /**
   * What is in force of each location at last: steps from one location to the next in the index,
   * over whatever is between. Where last is first, that is all; else it names the locations.
   */
  private static final String SCOPES =
      """
      scope as (
        select w.*, g.*
        from wanted w
        cross join lateral (
          select g.location, g.period_start, g.set_at, g.id, g.amount from readmodel.goal g
          where g.provider = w.provider and g.granularity = w.granularity
            and g.location is not null and g.period_start <= w.last
          order by g.location, g.period_start desc, g.set_at desc
          limit 1) g
        union all
        select s.provider, s.granularity, s.first, s.last, g.*
        from scope s
        cross join lateral (
          select g.location, g.period_start, g.set_at, g.id, g.amount from readmodel.goal g
          where g.provider = s.provider and g.granularity = s.granularity
            and g.location > s.location and g.period_start <= s.last
          order by g.location, g.period_start desc, g.set_at desc
          limit 1) g)
      """;

  private static final String OWN_ROWS = IN_FORCE.formatted("wanted", "is null");
  private static final String LOCATION_ROWS =
      """
      select s.provider, s.location, s.granularity, s.period_start, s.set_at, s.id, s.amount
      from scope s
      where s.first = s.last
      union all
      """
          + IN_FORCE.formatted("(select * from scope where first < last)", "= w.location");

  /** Which goals of a provider. */
  enum Which {
    /** Those without a location. */
    OWN("with " + WANTED + OWN_ROWS),
    /** Those of each location. */
    OF_LOCATIONS("with recursive " + WANTED + ", " + SCOPES + LOCATION_ROWS);

    private final String sql;

    Which(String sql) {
      this.sql = sql;
    }
  }

  private static final String AT_LOCATION = "with " + WANTED + IN_FORCE.formatted("wanted", "= ?");

  private final GoalDays days;

  GoalRows(GoalDays days) {
    this.days = days;
  }

  /** By provider, for the periods from one start to another. */
  Map<String, List<Goal>> read(
      Snapshot snapshot,
      Which which,
      List<String> providers,
      Grain grain,
      LocalDate first,
      LocalDate last)
      throws SQLException {
    try (PreparedStatement statement = snapshot.prepare(which.sql)) {
      bind(snapshot, statement, providers, grain, first, last);
      return rows(statement);
    }
  }

  /** The same, of one location. */
  Map<String, List<Goal>> readAt(
      Snapshot snapshot,
      String location,
      List<String> providers,
      Grain grain,
      LocalDate first,
      LocalDate last)
      throws SQLException {
    try (PreparedStatement statement = snapshot.prepare(AT_LOCATION)) {
      bind(snapshot, statement, providers, grain, first, last);
      statement.setString(5, location);
      statement.setString(6, location);
      return rows(statement);
    }
  }

  /** Of rows of a snapshot. */
  Goals goals(List<Goal> rows, Snapshot snapshot) {
    return new Goals(rows, snapshot.generation().calendar().weekStartsOn(), days);
  }

  private void bind(
      Snapshot snapshot,
      PreparedStatement statement,
      List<String> providers,
      Grain grain,
      LocalDate first,
      LocalDate last)
      throws SQLException {
    // a goal may also come from the longer periods that hold the first day, to those of the last
    List<Grain> from =
        Arrays.stream(Grain.values()).filter(longer -> longer.compareTo(grain) >= 0).toList();
    LocalDate lastDay = grain.lastDay(last);
    DayOfWeek weekStartsOn = snapshot.generation().calendar().weekStartsOn();
    statement.setArray(1, snapshot.array("text", providers.stream()));
    statement.setArray(2, snapshot.array("text", from.stream().map(Grain::column)));
    statement.setArray(
        3, snapshot.array("date", from.stream().map(g -> g.startOf(first, weekStartsOn))));
    statement.setArray(
        4, snapshot.array("date", from.stream().map(g -> g.startOf(lastDay, weekStartsOn))));
  }

  private static Map<String, List<Goal>> rows(PreparedStatement statement) throws SQLException {
    Map<String, List<Goal>> byProvider = new HashMap<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        byProvider
            .computeIfAbsent(rows.getString(1), _ -> new ArrayList<>())
            .add(
                new Goal(
                    rows.getString(2),
                    Grain.ofColumn(rows.getString(3)),
                    rows.getObject(4, LocalDate.class),
                    rows.getObject(5, OffsetDateTime.class).toInstant(),
                    rows.getString(6),
                    rows.getBigDecimal(7)));
      }
    }
    return byProvider;
  }
}
