package io.tidemark.query.calling;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.query.QueryServer;
import io.tidemark.query.ReadModel;
import io.tidemark.query.RecordedStatements;
import io.tidemark.testkit.TestTokens;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import net.ttddyy.dsproxy.QueryInfo;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a request costs PostgreSQL: few statements, each an index look-up, none when cached. */
class CallingStatementsTest {

  private static final QueryServer server = QueryServer.shared();
  private static final RecordedStatements recorder = RecordedStatements.of(server);

  /** Would cost more the longer the history is: cells that are found without saying of when. */
  private static final String OF_ALL_TIME =
      "(calls|leads)_by_\\w+[^\n]*\n\\s*Index Cond: (?!.*(period_start|hour))";

  private static final LocalDate TODAY = LocalDate.of(2024, 12, 31);

  @BeforeAll
  static void fill() {
    ReadModel rows = new ReadModel(server.database());
    rows.commit(
        Instant.parse("2026-01-01T00:00:00Z"),
        """
        insert into readmodel.calls_by_account
          select g, date '2024-01-01' + d, 'plan-' || n, 1, 1, 0, 60, 1
          from unnest(array['day', 'month', 'all']) g, generate_series(0, 400) d,
            generate_series(1, 50) n;
        insert into readmodel.calls_by_account_hour
          select 'plan-' || n, timestamptz '2024-01-01' + make_interval(hours => h), 1, 1, 0, 60, 1
          from generate_series(0, 9600) h, generate_series(1, 10) n;
        insert into readmodel.leads_by_score
          select g, date '2024-01-01' + d, 'plan-' || n, b, 1, 50, 1
          from unnest(array['day', 'month']) g, generate_series(0, 400) d, generate_series(0, 9) b,
            generate_series(1, 20) n;
        insert into readmodel.calls_by_agent
          select g, date '2024-01-01' + d, 'plan-' || n % 20, 'plan-a' || n, 1, 1, 0, 60, 1
          from unnest(array['day', 'month']) g, generate_series(0, 366) d,
            generate_series(1, 100) n;
        insert into readmodel.calls_by_agent
          select 'all', '1970-01-01', 'plan-' || n % 20, 'plan-a' || n, 1, 1, 0, 60, 1
          from generate_series(1, 20000) n;
        insert into readmodel.leads_by_agent
          select g, date '2024-01-01' + d, 'plan-' || n % 20, 'plan-a' || n, 1, 50, 0
          from unnest(array['day', 'month']) g, generate_series(0, 366) d,
            generate_series(1, 100) n;
        insert into readmodel.leads_by_agent
          select 'all', '1970-01-01', 'plan-' || n % 20, 'plan-a' || n, 1, 50, 0
          from generate_series(1, 20000) n;
        insert into readmodel.calls_by_agent_hour
          select 'plan-' || n % 20, 'plan-a' || n,
            timestamptz '2024-01-01' + make_interval(hours => h), 1, 1, 0, 60, 1
          from generate_series(0, 5000) h, generate_series(1, 10) n;
        insert into readmodel.credits_by_account
          select 'plan-' || n, 100 from generate_series(1, 20000) n;
        insert into readmodel.agents_by_status
          select 'plan-' || n, s, 1
          from generate_series(1, 5000) n, unnest(array['draft', 'active', 'inactive']) s;
        insert into readmodel.agent
            (id, partition, revision, created, account, name, status, stamps)
          select 'plan-a' || n, 0, 1, timestamptz '2024-01-01' + make_interval(mins => n),
            'plan-' || n % 20, 'Agent ' || n, 'active', ''
          from generate_series(1, 20000) n;
        insert into readmodel.call
            (id, partition, revision, started, account, agent, status, stamps)
          select 'plan-c' || n, 0, 1, timestamptz '2024-01-01' + make_interval(mins => n),
            'plan-' || n % 20, 'plan-a1', 'completed', ''
          from generate_series(1, 50000) n;
        insert into readmodel.lead
            (id, partition, revision, scored, account, agent, score, stamps)
          select 'plan-l' || n, 0, 1, timestamptz '2024-01-01' + make_interval(mins => n),
            'plan-' || n % 20, 'plan-a1', 50, ''
          from generate_series(1, 50000) n;
        """);
    rows.silently("analyze");
  }

  private static List<QueryInfo> selects() {
    return recorder.take().stream()
        .filter(statement -> statement.getQuery().startsWith("select"))
        .toList();
  }

  private static void assertLookUps(List<QueryInfo> statements) throws SQLException {
    for (QueryInfo statement : statements) {
      assertThat(recorder.plan(statement))
          .as(statement.getQuery())
          .doesNotContainPattern("Seq Scan on (call|lead|agent|account|credits)")
          .doesNotContainPattern(OF_ALL_TIME);
    }
  }

  @Test
  void an_overview_takes_one_statement_for_each_part_and_two_for_the_snapshot()
      throws SQLException, InterruptedException {
    recorder.awaitQuiet(); // its parts are read by other threads
    server
        .bean(OverviewReader.class)
        .read(new OverviewQuery("plan-1", TODAY, QueryServer.CALENDAR));
    List<QueryInfo> statements = selects();
    assertThat(statements).hasSize(8);
    assertLookUps(statements);
  }

  @Test
  void a_year_of_charts_takes_one_statement_for_each_chart_and_two_for_the_snapshot()
      throws SQLException, InterruptedException {
    recorder.awaitQuiet(); // its parts are read by other threads
    server
        .bean(AnalyticsReader.class)
        .read(
            new AnalyticsQuery.OfAccount(
                "plan-1", Range.lastDays(365, TODAY), QueryServer.CALENDAR));
    List<QueryInfo> statements =
        recorder.take().stream()
            .filter(statement -> statement.getQuery().matches("(?s)(select|with).*"))
            .toList();
    assertThat(statements).hasSize(7);
    assertLookUps(statements);
  }

  @Test
  void an_agents_performance_takes_four_statements_and_two_for_the_snapshot()
      throws SQLException, InterruptedException {
    recorder.awaitQuiet(); // its parts are read by other threads
    server
        .bean(AnalyticsReader.class)
        .read(
            new AnalyticsQuery.OfAgent(
                "plan-1", "plan-a1", Range.lastDays(365, TODAY), QueryServer.CALENDAR));
    List<QueryInfo> statements = selects();
    assertThat(statements).hasSize(6);
    assertLookUps(statements);
  }

  @Test
  void a_page_of_agents_takes_one_statement_whatever_its_size() throws SQLException {
    for (AgentsQuery.Sort sort : AgentsQuery.Sort.values()) {
      for (int limit : new int[] {1, 500}) {
        AgentsQuery.Page first =
            new AgentsQuery.Page("plan-1", AgentsQuery.Status.ACTIVE, sort, true, limit, null);
        recorder.take();
        AgentRows page = server.bean(AgentsReader.class).read(first).body();
        assertThat(page.rows()).hasSize(limit);
        List<QueryInfo> statements = recorder.takeMine();
        assertThat(statements).hasSize(2); // the other is how far the projector has come
        assertLookUps(statements);
      }
    }
  }

  @Test
  void a_cached_overview_takes_none() throws InterruptedException {
    String token = TestTokens.of("plan-2", "calls.read");
    server.get("/api/dashboard/overview", token);
    recorder.awaitQuiet();
    for (int i = 0; i < 20; i++) {
      server.get("/api/dashboard/overview", token);
    }
    assertThat(recorder.take()).isEmpty();
  }
}
