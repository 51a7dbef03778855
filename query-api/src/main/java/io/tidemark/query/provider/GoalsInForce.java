package io.tidemark.query.provider;

import static java.util.Objects.requireNonNull;

import io.tidemark.query.freshness.Snapshot;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Reads the goals of many providers that hold in one period, wherever they work.
 *
 * <p>A provider's newest goals up to the period lie side by side in an index, whatever location
 * they are for, and goals of several locations mostly begin together: as many of the newest as it
 * has locations with goals, and one more, are mostly all that hold. What is missing then is looked
 * up one by one. So a page takes one look-up for each provider instead of one for each of its
 * locations, and however long the history, what came before is not read.
 */
final class GoalsInForce {

  /** What they have goals for, so that it is known what is missing. */
  private static final String LOCATIONS =
      """
      select p.id, l.granularity, l.location
      from unnest(?::text[]) as p (id)
      cross join lateral (
        select l.granularity, l.location from readmodel.goals_by_location l
        where l.provider = p.id and l.granularity = any(?::text[])
        offset 0) l
      """;

  private static final String NEWEST =
      """
      select w.number, g.location, g.period_start, g.set_at, g.id, g.amount
      from unnest(?::text[], ?::text[], ?::text[]::date[], ?::int[]) with ordinality
        as w (provider, granularity, start, rows, number)
      cross join lateral (
        select g.location, g.period_start, g.set_at, g.id, g.amount from readmodel.goal g
        where g.provider = w.provider and g.granularity = w.granularity
          and g.period_start <= w.start
        order by g.period_start desc, g.location, g.set_at desc, g.id desc
        limit w.rows) g
      """;

  /** Of two branches one is never run: that for no location, or that for one. */
  private static final String MISSING =
      """
      select w.number, g.location, g.period_start, g.set_at, g.id, g.amount
      from unnest(?::text[], ?::text[], ?::text[]::date[], ?::text[]) with ordinality
        as w (provider, granularity, start, location, number)
      cross join lateral (
        (select g.location, g.period_start, g.set_at, g.id, g.amount from readmodel.goal g
         where w.location <> ''
           and g.provider = w.provider and g.granularity = w.granularity
           and g.location = w.location and g.period_start <= w.start
         order by g.period_start desc, g.set_at desc
         limit 1)
        union all
        (select g.location, g.period_start, g.set_at, g.id, g.amount from readmodel.goal g
         where w.location = ''
           and g.provider = w.provider and g.granularity = w.granularity
           and g.location is null and g.period_start <= w.start
         order by g.location, g.period_start desc, g.set_at desc
         limit 1)) g
      """;

  /** The goals of one granularity of a provider that hold in the period that starts there. */
  private record Kind(String provider, Grain granularity, LocalDate start) {}

  private final Snapshot snapshot;

  /** The locations of which no goal was found yet; empty for the provider's own. */
  private final Map<Kind, Set<String>> missing = new LinkedHashMap<>();

  private final Map<String, List<Goal>> found = new HashMap<>();

  private GoalsInForce(Snapshot snapshot) {
    this.snapshot = snapshot;
  }

  /** By provider, those in force in the period that starts there. */
  static Map<String, List<Goal>> read(
      Snapshot snapshot, List<String> providers, Grain grain, LocalDate start) throws SQLException {
    GoalsInForce goals = new GoalsInForce(snapshot);
    goals.readLocations(
        providers, starts(grain, start, snapshot.generation().calendar().weekStartsOn()));
    if (!goals.missing.isEmpty()) {
      goals.readNewest();
    }
    if (!goals.missing.isEmpty()) {
      goals.readMissing();
    }
    return goals.found;
  }

  /**
   * Of the period, and of the longer ones that its days are in, from whose goals its own may come:
   * a week may be in two months.
   */
  private static Map<Grain, Set<LocalDate>> starts(
      Grain grain, LocalDate start, DayOfWeek weekStartsOn) {
    Map<Grain, Set<LocalDate>> starts = new EnumMap<>(Grain.class);
    for (Grain longer : Grain.values()) {
      if (longer.compareTo(grain) >= 0) {
        starts.put(
            longer,
            new TreeSet<>(
                List.of(
                    longer.startOf(start, weekStartsOn),
                    longer.startOf(grain.lastDay(start), weekStartsOn))));
      }
    }
    return starts;
  }

  private void readLocations(List<String> providers, Map<Grain, Set<LocalDate>> starts)
      throws SQLException {
    try (PreparedStatement statement = snapshot.prepare(LOCATIONS)) {
      statement.setArray(1, text(providers.stream()));
      statement.setArray(2, text(starts.keySet().stream().map(Grain::column)));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          String provider = rows.getString(1);
          Grain granularity = Grain.ofColumn(rows.getString(2));
          for (LocalDate start : requireNonNull(starts.get(granularity))) {
            missing
                .computeIfAbsent(new Kind(provider, granularity, start), _ -> new HashSet<>())
                .add(rows.getString(3));
          }
        }
      }
    }
  }

  private void readNewest() throws SQLException {
    List<Kind> kinds = new ArrayList<>(missing.keySet());
    Stream<Integer> sizes = missing.values().stream().map(locations -> locations.size() + 1);
    try (PreparedStatement statement = snapshot.prepare(NEWEST)) {
      bind(statement, kinds);
      statement.setArray(4, snapshot.array("int", sizes));
      take(statement, kinds);
    }
  }

  private void readMissing() throws SQLException {
    List<Kind> kinds = new ArrayList<>();
    List<String> locations = new ArrayList<>();
    missing.forEach(
        (kind, of) ->
            of.forEach(
                location -> {
                  kinds.add(kind);
                  locations.add(location);
                }));
    try (PreparedStatement statement = snapshot.prepare(MISSING)) {
      bind(statement, kinds);
      statement.setArray(4, text(locations.stream()));
      take(statement, kinds);
    }
  }

  private void bind(PreparedStatement statement, List<Kind> kinds) throws SQLException {
    statement.setArray(1, text(kinds.stream().map(Kind::provider)));
    statement.setArray(2, text(kinds.stream().map(kind -> kind.granularity().column())));
    statement.setArray(3, text(kinds.stream().map(kind -> kind.start().toString())));
  }

  private Array text(Stream<String> values) throws SQLException {
    return snapshot.array("text", values);
  }

  /** Of rows of the same provider, granularity and location the first is what holds. */
  private void take(PreparedStatement statement, List<Kind> kinds) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        Kind kind = kinds.get(rows.getInt(1) - 1);
        String location = rows.getString(2);
        Set<String> of = missing.get(kind);
        if (of != null && of.remove(location == null ? "" : location)) {
          if (of.isEmpty()) {
            missing.remove(kind);
          }
          found
              .computeIfAbsent(kind.provider(), _ -> new ArrayList<>())
              .add(
                  new Goal(
                      location,
                      kind.granularity(),
                      rows.getObject(3, LocalDate.class),
                      rows.getObject(4, OffsetDateTime.class).toInstant(),
                      rows.getString(5),
                      rows.getBigDecimal(6)));
        }
      }
    }
  }
}
