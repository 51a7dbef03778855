package io.tidemark.query.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.query.QueryServer;
import io.tidemark.query.ReadModel;
import io.tidemark.query.RecordedStatements;
import io.tidemark.testkit.TestTokens;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.ttddyy.dsproxy.QueryInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a request costs PostgreSQL: few statements, each an index look-up, however long the past.
 */
class ProviderStatementsTest {

  private static final LocalDate TODAY = LocalDate.of(2026, 11, 20);
  private static final Pattern BUFFERS = Pattern.compile("shared hit=(\\d+)(?: read=(\\d+))?");

  private static final QueryServer server = QueryServer.shared();
  private static final RecordedStatements recorder = RecordedStatements.of(server);
  private static final ReadModel rows = new ReadModel(server.database());

  /** Four years of 200 providers at three of 40 locations, with a goal for each month. */
  @BeforeAll
  static void fill() {
    rows.clear(Instant.EPOCH);
    rows.commit(
        Instant.parse("2026-11-20T00:00:00Z"),
        """
        insert into readmodel.location (id, partition, revision, registered, name, stamps)
          select 'l' || n, 0, 1, '2020-01-01Z', 'Location ' || n, ''
          from generate_series(0, 20000) n;
        insert into readmodel.provider
            (id, partition, revision, registered, name, role, retired, stamps)
          select 'p' || n, 0, 1, '2020-01-01Z', 'Provider ' || n % 97, 'dentist', n % 50 = 49, ''
          from generate_series(0, 20000) n;
        insert into readmodel.production_by_provider
          select g, d, 'p' || p, 10 + p, 5, 3
          from generate_series(0, 199) p, unnest(array['day', 'week', 'month']) g,
            generate_series(date '2022-11-21', '2026-11-20', '1 day') d
          where (g <> 'week' or extract(isodow from d) = 1)
            and (g <> 'month' or extract(day from d) = 1);
        insert into readmodel.production_by_location
          select c.grain, c.period_start, c.provider, 'l' || (hashtext(c.provider) & 31) + l,
            c.dentist / 2, 1, 1
          from readmodel.production_by_provider c, generate_series(0, 2) l;
        insert into readmodel.goal
            (id, partition, revision, set_at, provider, location, granularity, period_start, amount,
             stamps)
          select p || ' ' || l || ' ' || d, 0, 1, '2020-01-01Z', 'p' || p,
            case when l < 3 then 'l' || (hashtext('p' || p) & 31) + l end, 'month', d, 1000, ''
          from generate_series(0, 199) p, generate_series(0, 3) l,
            generate_series(date '2022-11-01', '2026-11-01', '1 month') d
          where l < 3 or p % 2 = 0;
        """
            + ReadModel.GOALS_BY_LOCATION);
    rows.silently("analyze");
  }

  private static PerformanceQuery series(Grain grain, int periods, @Nullable String location) {
    LocalDate last = grain.startOf(TODAY, DayOfWeek.MONDAY);
    return new PerformanceQuery(
        "p1", grain, grain.plus(last, 1 - periods), last, location, QueryServer.CALENDAR);
  }

  private static ProvidersQuery page(Grain grain, @Nullable String location, Sort sort, int limit) {
    return new ProvidersQuery(
        grain,
        grain.startOf(TODAY, DayOfWeek.MONDAY),
        location,
        sort,
        limit,
        null,
        QueryServer.CALENDAR);
  }

  private static List<QueryInfo> of(PerformanceQuery query) throws SQLException {
    recorder.take();
    server.bean(PerformanceReader.class).read(query);
    return recorder.takeMine();
  }

  private static List<QueryInfo> of(ProvidersQuery query) throws SQLException {
    recorder.take();
    server.bean(ProvidersReader.class).read(query);
    return recorder.takeMine();
  }

  private static void assertLookUps(List<QueryInfo> statements) throws SQLException {
    for (QueryInfo statement : statements) {
      assertThat(recorder.plan(statement))
          .as(statement.getQuery())
          .doesNotContainPattern("Seq Scan on (provider|location|goal|production)");
    }
  }

  @Test
  void a_providers_performance_takes_at_most_seven_statements_and_each_is_an_index_look_up()
      throws SQLException {
    for (Grain grain : Grain.values()) {
      for (int periods : new int[] {1, 12, 400}) {
        List<QueryInfo> statements = of(series(grain, periods, null));
        assertThat(statements).hasSize(7);
        assertLookUps(statements);
        List<QueryInfo> atLocation = of(series(grain, periods, "l3"));
        assertThat(atLocation).hasSize(6);
        assertLookUps(atLocation);
      }
    }
  }

  @Test
  void a_page_takes_five_statements_whatever_its_size_and_each_is_an_index_look_up()
      throws SQLException {
    for (Grain grain : Grain.values()) {
      for (int limit : new int[] {1, 50, 500}) {
        for (Sort sort : Sort.values()) {
          assertThat(of(page(grain, null, sort, limit))).hasSizeBetween(2, 5);
          assertThat(of(page(grain, "l3", sort, limit))).hasSizeBetween(3, 4);
        }
        assertLookUps(of(page(grain, null, Sort.NAME, limit)));
      }
    }
  }

  @Test
  void what_an_answer_reads_does_not_grow_with_the_past() throws SQLException {
    long before = buffers(of(series(Grain.MONTH, 12, null)));
    rows.commit(
        Instant.parse("2026-11-20T00:00:01Z"),
        """
        insert into readmodel.production_by_provider
          select 'day', date '1990-01-01' + d, 'p1', 1, 1, 1 from generate_series(0, 9999) d;
        insert into readmodel.production_by_provider
          select 'month', date '1990-01-01' + d, 'p1', 1, 1, 1 from generate_series(0, 9999) d;
        insert into readmodel.production_by_location
          select 'month', date '1990-01-01' + d, 'p1', 'l3', 1, 1, 1
          from generate_series(0, 9999) d;
        insert into readmodel.goal
            (id, partition, revision, set_at, provider, location, granularity, period_start, amount,
             stamps)
          select 'old ' || d || l, 0, 1, '1990-01-01Z', 'p1', nullif(l, ''), 'month',
            date '1990-01-01' + d, 1, ''
          from generate_series(0, 9999) d, unnest(array['', 'l3']) l;
        """);
    rows.silently("analyze");
    long after = buffers(of(series(Grain.MONTH, 12, null)));
    // a level more of an index, here and there
    assertThat(after).isLessThan(before + before / 2);
    rows.commit(
        Instant.parse("2026-11-20T00:00:02Z"),
        """
        delete from readmodel.production_by_provider where period_start < '2022-01-01';
        delete from readmodel.production_by_location where period_start < '2022-01-01';
        delete from readmodel.goal where period_start < '2022-01-01';
        """);
  }

  /**
   * Each of the 198 providers that are not retired has goals of its own or at three locations,
   * which began together: a descent into the index for each of these would touch three times as
   * much.
   */
  @Test
  void a_page_looks_up_goals_once_for_each_provider_not_for_each_of_its_locations()
      throws SQLException {
    rows.commit(Instant.parse("2026-11-20T00:00:03Z"), "select 1");
    List<QueryInfo> goals = goalsOf(page(Grain.MONTH, null, Sort.NAME, 500));
    assertThat(goals).hasSize(2);
    assertThat(buffers(goals)).isLessThan(6 * 200);
  }

  @Test
  void goals_are_looked_up_once_until_one_changes() throws SQLException {
    rows.commit(Instant.parse("2026-11-20T00:00:04Z"), "select 1");
    assertThat(goalsOf(page(Grain.MONTH, null, Sort.NAME, 100))).isNotEmpty();
    assertThat(goalsOf(page(Grain.MONTH, null, Sort.NAME, 90))).isEmpty();
    assertThat(goalsOf(page(Grain.WEEK, null, Sort.NAME, 90))).isNotEmpty();
    rows.commit(Instant.parse("2026-11-20T00:00:05Z"), "select 1");
    assertThat(goalsOf(page(Grain.MONTH, null, Sort.NAME, 90))).isNotEmpty();
  }

  private static List<QueryInfo> goalsOf(ProvidersQuery query) throws SQLException {
    return of(query).stream()
        .filter(statement -> statement.getQuery().contains("readmodel.goal"))
        .toList();
  }

  /** Pages of tables and indexes that the statements touch. */
  private static long buffers(List<QueryInfo> statements) throws SQLException {
    long pages = 0;
    for (QueryInfo statement : statements) {
      recorder.analyzed(statement); // what is looked up but once is in the catalogue's caches then
      String plan = recorder.analyzed(statement);
      Matcher first = BUFFERS.matcher(plan);
      if (first.find()) {
        pages += Long.parseLong(first.group(1));
        pages += first.group(2) == null ? 0 : Long.parseLong(first.group(2));
      }
    }
    return pages;
  }

  @Test
  void a_cached_request_runs_no_statement() throws InterruptedException {
    String token = TestTokens.withScope("providers.read");
    for (String path : new String[] {"/api/providers/p1/performance", "/api/providers"}) {
      server.get(path, token);
      recorder.awaitQuiet();
      for (int i = 0; i < 20; i++) {
        assertThat(server.get(path, token).statusCode()).isEqualTo(200);
      }
      assertThat(recorder.take()).isEmpty();
    }
  }
}
