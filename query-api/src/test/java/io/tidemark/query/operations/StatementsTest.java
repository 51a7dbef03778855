package io.tidemark.query.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.query.QueryServer;
import io.tidemark.query.ReadModel;
import io.tidemark.query.RecordedStatements;
import io.tidemark.testkit.TestTokens;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import net.ttddyy.dsproxy.QueryInfo;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a request costs PostgreSQL: few statements, each an index look-up, none when cached. */
class StatementsTest {

  private static final QueryServer server = QueryServer.shared();
  private static final RecordedStatements recorder = RecordedStatements.of(server);

  @BeforeAll
  static void fill() {
    ReadModel rows = new ReadModel(server.database());
    rows.clear(Instant.EPOCH);
    rows.commit(
        Instant.parse("2026-01-01T00:00:00Z"),
        """
        insert into readmodel.bookings_by_status
          select g, date '2016-01-01' + d, s, 1, 1
          from unnest(array['day', 'week', 'month', 'all']) g, generate_series(0, 3650) d,
            unnest(array['pending', 'confirmed', 'in_progress', 'completed', 'cancelled']) s;
        insert into readmodel.complaints_by_priority_and_status
          select g, date '2016-01-01' + d, p, s, 1, 1, 1, 1, 1, 1
          from unnest(array['day', 'week', 'month', 'all']) g, generate_series(0, 1000) d,
            unnest(array['low', 'medium', 'high', 'critical']) p,
            unnest(array['open', 'in_progress', 'resolved', 'closed', 'escalated']) s;
        insert into readmodel.complaints_due
          select g, date '2016-01-01' + d, slot, timestamptz '2026-11-20' + make_interval(mins => m), 1
          from unnest(array['day', 'all']) g, generate_series(0, 50) d,
            unnest(array['minute', 'second']) slot, generate_series(0, 400) m;
        insert into readmodel.staff (id, partition, revision, stamps)
          select 's' || n, 0, 1, '' from generate_series(1, 50000) n;
        insert into readmodel.staff_workload
          select 's' || n, n % 7, n % 5, n % 7 + n % 5 from generate_series(1, 20000) n;
        """);
    rows.silently("analyze");
  }

  @Test
  void a_cached_request_runs_no_statement() throws InterruptedException {
    String token = TestTokens.withScope("ops.read");
    server.get(QueryServer.METRICS + "?period=week", token);
    recorder.awaitQuiet();
    for (int i = 0; i < 20; i++) {
      server.get(QueryServer.METRICS + "?period=week", token);
    }
    assertThat(recorder.take()).isEmpty();
  }

  @Test
  void an_answer_takes_at_most_five_statements_and_each_is_an_index_look_up() throws SQLException {
    MetricsReader reader = server.bean(MetricsReader.class);
    for (Period period : Period.values()) {
      recorder.take();
      reader.read(
          new MetricsQuery(period, LocalDate.of(2016, 2, 3), Group.EVERY, QueryServer.CALENDAR));
      List<QueryInfo> statements = recorder.takeMine();
      assertThat(statements).hasSize(5);
      for (QueryInfo statement : statements) {
        assertThat(recorder.plan(statement))
            .as(statement.getQuery())
            .doesNotContainPattern("Seq Scan on (booking|complaint|staff)");
      }
    }
  }

  @Test
  void only_what_is_asked_for_is_read() throws SQLException {
    MetricsReader reader = server.bean(MetricsReader.class);
    recorder.take();
    reader.read(
        new MetricsQuery(
            Period.ALL, LocalDate.of(2016, 2, 3), EnumSet.of(Group.REVENUE), QueryServer.CALENDAR));
    assertThat(recorder.takeMine()).hasSize(2);
    reader.read(
        new MetricsQuery(
            Period.ALL, LocalDate.of(2016, 2, 3), EnumSet.of(Group.SLA), QueryServer.CALENDAR));
    assertThat(recorder.takeMine()).hasSize(3);
  }
}
