package io.tidemark.query.provider;

import io.tidemark.query.cache.Answer;
import io.tidemark.query.freshness.MetricGroup;
import io.tidemark.query.freshness.Snapshot;
import io.tidemark.query.freshness.Snapshots;
import io.tidemark.query.freshness.Versions;
import io.tidemark.query.provider.GoalsInMemory.State;
import io.tidemark.query.provider.ProviderPerformance.Range;
import io.tidemark.query.provider.ProvidersQuery.After;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Puts a page together in one snapshot: one statement for its providers, three for their goals. */
@Component
final class ProvidersReader {

  /**
   * A page as it goes out.
   *
   * @param nextCursor null on the last page
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, and copied by nobody
  record Page(byte[] body, @Nullable String nextCursor) {}

  private final Snapshots snapshots;
  private final GoalRows goalRows;
  private final GoalsInMemory memory = new GoalsInMemory();
  private final Clock clock;
  private final JsonMapper json;

  ProvidersReader(
      Snapshots snapshots, ProviderProperties properties, Clock clock, JsonMapper json) {
    this.snapshots = snapshots;
    this.goalRows = new GoalRows(properties.goalDays());
    this.clock = clock;
    this.json = json;
  }

  Answer<Page> read(ProvidersQuery query) throws SQLException {
    try (Snapshot snapshot = snapshots.take(query.calendar())) {
      Registered.requireLocation(snapshot, query.locationId());
      List<ProviderRow> found = ProviderRow.read(snapshot, query);
      boolean more = found.size() > query.limit();
      List<ProviderRow> rows = more ? found.subList(0, query.limit()) : found;
      Map<String, BigDecimal> goals = goals(snapshot, query, rows);
      snapshot.end();
      String next = more ? cursor(query, rows.getLast()) : null;
      byte[] body = json.writeValueAsBytes(page(query, rows, goals, next));
      return ProviderAnswers.of(new Page(body, next), body, snapshot.tide(), clock.instant());
    }
  }

  private static String cursor(ProvidersQuery query, ProviderRow last) {
    return new After(query.grain(), query.start(), query.sort(), last.key(query.sort()), last.id())
        .cursor();
  }

  private static ProvidersPage page(
      ProvidersQuery query,
      List<ProviderRow> rows,
      Map<String, BigDecimal> goals,
      @Nullable String next) {
    return new ProvidersPage(
        query.grain().period(),
        new Range(query.start(), query.grain().lastDay(query.start())),
        rows.stream()
            .map(
                row ->
                    new ProvidersPage.Row(
                        row.id(),
                        row.name(),
                        row.role(),
                        PeriodFigures.of(
                            query.grain(),
                            query.start(),
                            row.production(),
                            row.previous(),
                            goals.get(row.id()))))
            .toList(),
        next);
  }

  /** By provider; without those that have none. */
  private Map<String, BigDecimal> goals(
      Snapshot snapshot, ProvidersQuery query, List<ProviderRow> rows) throws SQLException {
    Map<String, BigDecimal> goals = new HashMap<>();
    List<String> ids = rows.stream().map(ProviderRow::id).toList();
    String location = query.locationId();
    if (location != null) {
      goalRows
          .readAt(snapshot, location, ids, query.grain(), query.start(), query.start())
          .forEach(
              (id, of) ->
                  put(
                      goals,
                      id,
                      goalRows
                          .goals(of, snapshot)
                          .ofLocation(location, query.grain(), query.start())));
      return goals;
    }
    Versions versions = snapshot.tide().versions();
    return memory.get(
        new State(
            versions.epoch(),
            versions.generation(),
            versions.of(MetricGroup.GOALS),
            query.grain(),
            query.start()),
        ids,
        unknown -> {
          GoalsInForce.read(snapshot, unknown, query.grain(), query.start())
              .forEach(
                  (id, of) ->
                      put(
                          goals,
                          id,
                          goalRows.goals(of, snapshot).ofProvider(query.grain(), query.start())));
          return goals;
        });
  }

  private static void put(Map<String, BigDecimal> goals, String id, @Nullable BigDecimal goal) {
    if (goal != null) {
      goals.put(id, goal);
    }
  }
}
