package io.tidemark.query.provider;

import io.tidemark.query.cache.Answer;
import io.tidemark.query.figures.Figures;
import io.tidemark.query.freshness.Snapshot;
import io.tidemark.query.freshness.Snapshots;
import io.tidemark.query.provider.GoalRows.Which;
import io.tidemark.query.provider.ProviderPerformance.AtLocation;
import io.tidemark.query.provider.ProviderPerformance.Range;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Puts an answer together from rows that are there, in one snapshot and seven statements. */
@Component
final class PerformanceReader {

  private final Snapshots snapshots;
  private final GoalRows goalRows;
  private final Clock clock;
  private final JsonMapper json;

  PerformanceReader(
      Snapshots snapshots, ProviderProperties properties, Clock clock, JsonMapper json) {
    this.snapshots = snapshots;
    this.goalRows = new GoalRows(properties.goalDays());
    this.clock = clock;
    this.json = json;
  }

  Answer<byte[]> read(PerformanceQuery query) throws SQLException {
    try (Snapshot snapshot = snapshots.take(query.calendar())) {
      ProviderPerformance.Provider provider = Registered.provider(snapshot, query.providerId());
      Map<String, @Nullable String> asked =
          Registered.requireLocation(snapshot, query.locationId());
      ProviderPerformance performance = performance(snapshot, query, provider, asked);
      snapshot.end();
      return ProviderAnswers.of(
          json.writeValueAsBytes(performance), snapshot.tide(), clock.instant());
    }
  }

  private ProviderPerformance performance(
      Snapshot snapshot,
      PerformanceQuery query,
      ProviderPerformance.Provider provider,
      Map<String, @Nullable String> asked)
      throws SQLException {
    Grain grain = query.grain();
    Map<LocalDate, Production> series = ProductionRows.series(snapshot, query);
    Map<String, Map<LocalDate, Production>> byLocation = ProductionRows.byLocation(snapshot, query);
    Goals goals = goals(snapshot, query);
    List<PeriodFigures> figures =
        query
            .starts()
            .map(start -> figures(grain, start, series, goal(goals, query, start)))
            .toList();
    return new ProviderPerformance(
        provider,
        grain.period(),
        new Range(query.first(), grain.lastDay(query.last())),
        figures.getLast(),
        locations(snapshot, query, asked, byLocation, goals),
        figures);
  }

  private static @Nullable BigDecimal goal(Goals goals, PerformanceQuery query, LocalDate start) {
    return query.locationId() == null
        ? goals.ofProvider(query.grain(), start)
        : goals.ofLocation(query.locationId(), query.grain(), start);
  }

  private Goals goals(Snapshot snapshot, PerformanceQuery query) throws SQLException {
    String location = query.locationId();
    if (location != null) {
      return goalRows.goals(
          goalRows
              .readAt(
                  snapshot,
                  location,
                  List.of(query.providerId()),
                  query.grain(),
                  query.first(),
                  query.last())
              .getOrDefault(query.providerId(), List.of()),
          snapshot);
    }
    List<Goal> rows = goals(snapshot, query, Which.OWN, query.first());
    // what is told of locations is of the last period; the others need their goals only for sums
    boolean sums = hasGap(goalRows.goals(rows, snapshot), query);
    rows.addAll(goals(snapshot, query, Which.OF_LOCATIONS, sums ? query.first() : query.last()));
    return goalRows.goals(rows, snapshot);
  }

  private List<Goal> goals(Snapshot snapshot, PerformanceQuery query, Which which, LocalDate first)
      throws SQLException {
    return goalRows
        .read(snapshot, which, List.of(query.providerId()), query.grain(), first, query.last())
        .getOrDefault(query.providerId(), new ArrayList<>());
  }

  private static boolean hasGap(Goals own, PerformanceQuery query) {
    return query.starts().anyMatch(start -> own.ofProvider(query.grain(), start) == null);
  }

  private static PeriodFigures figures(
      Grain grain,
      LocalDate start,
      Map<LocalDate, Production> production,
      @Nullable BigDecimal goal) {
    return PeriodFigures.of(
        grain,
        start,
        production.getOrDefault(start, Production.NONE),
        production.getOrDefault(grain.plus(start, -1), Production.NONE).total(),
        goal);
  }

  private static List<AtLocation> locations(
      Snapshot snapshot,
      PerformanceQuery query,
      Map<String, @Nullable String> asked,
      Map<String, Map<LocalDate, Production>> byLocation,
      Goals goals)
      throws SQLException {
    Grain grain = query.grain();
    LocalDate start = query.last();
    BigDecimal whole =
        byLocation.values().stream()
            .map(production -> production.getOrDefault(start, Production.NONE).total())
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    Set<String> ids = new TreeSet<>(asked.keySet());
    Map<String, @Nullable String> names = asked;
    if (asked.isEmpty()) {
      ids.addAll(byLocation.keySet());
      ids.addAll(goals.locations());
      names = Registered.locationNames(snapshot, ids);
    }
    List<AtLocation> locations = new ArrayList<>();
    for (String id : ids) {
      Map<LocalDate, Production> production = byLocation.getOrDefault(id, Map.of());
      BigDecimal goal = goals.ofLocation(id, grain, start);
      if (goal != null
          || asked.containsKey(id)
          || production.values().stream().anyMatch(Production::hasEntries)) {
        PeriodFigures figures = figures(grain, start, production, goal);
        BigDecimal total = production.getOrDefault(start, Production.NONE).total();
        locations.add(new AtLocation(id, names.get(id), figures, Figures.percent(total, whole)));
      }
    }
    locations.sort(
        Comparator.comparing((AtLocation at) -> at.figures().production())
            .reversed()
            .thenComparing(AtLocation::id));
    return locations;
  }
}
