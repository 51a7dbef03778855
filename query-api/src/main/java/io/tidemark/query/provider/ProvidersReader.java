package io.tidemark.query.provider;

import io.tidemark.query.cache.Answer;
import io.tidemark.query.figures.CalendarProperties;
import io.tidemark.query.freshness.MetricGroup;
import io.tidemark.query.freshness.Tide;
import io.tidemark.query.freshness.TideMonitor;
import io.tidemark.query.provider.GoalsInMemory.State;
import io.tidemark.query.provider.ProviderPerformance.Range;
import io.tidemark.query.provider.ProvidersQuery.After;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.DayOfWeek;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
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

  private final DataSource database;
  private final TideMonitor monitor;
  private final DayOfWeek weekStartsOn;
  private final GoalRows goalRows;
  private final GoalsInMemory memory = new GoalsInMemory();
  private final Clock clock;
  private final JsonMapper json;

  ProvidersReader(
      @Qualifier("queryDataSource") DataSource database,
      TideMonitor monitor,
      CalendarProperties calendar,
      ProviderProperties properties,
      Clock clock,
      JsonMapper json) {
    this.database = database;
    this.monitor = monitor;
    this.weekStartsOn = calendar.weekStartsOn();
    this.goalRows = new GoalRows(calendar.weekStartsOn(), properties.goalDays());
    this.clock = clock;
    this.json = json;
  }

  Answer<Page> read(ProvidersQuery query) throws SQLException {
    long epoch = monitor.tide().versions().epoch();
    // the pool's connections are read-only and repeatable-read, with a transaction already open
    try (Connection snapshot = database.getConnection()) {
      Tide tide = Tide.read(snapshot, epoch);
      Registered.requireLocation(snapshot, query.locationId());
      List<ProviderRow> found = ProviderRow.read(snapshot, query);
      boolean more = found.size() > query.limit();
      List<ProviderRow> rows = more ? found.subList(0, query.limit()) : found;
      Map<String, BigDecimal> goals = goals(snapshot, tide, query, rows);
      snapshot.commit();
      String next = more ? cursor(query, rows.getLast()) : null;
      byte[] body = json.writeValueAsBytes(page(query, rows, goals, next));
      return ProviderAnswers.of(new Page(body, next), body, tide, clock.instant());
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
      Connection snapshot, Tide tide, ProvidersQuery query, List<ProviderRow> rows)
      throws SQLException {
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
                      goalRows.goals(of).ofLocation(location, query.grain(), query.start())));
      return goals;
    }
    return memory.get(
        new State(
            tide.versions().epoch(),
            tide.versions().of(MetricGroup.GOALS),
            query.grain(),
            query.start()),
        ids,
        unknown -> {
          GoalsInForce.read(snapshot, weekStartsOn, unknown, query.grain(), query.start())
              .forEach(
                  (id, of) ->
                      put(goals, id, goalRows.goals(of).ofProvider(query.grain(), query.start())));
          return goals;
        });
  }

  private static void put(Map<String, BigDecimal> goals, String id, @Nullable BigDecimal goal) {
    if (goal != null) {
      goals.put(id, goal);
    }
  }
}
