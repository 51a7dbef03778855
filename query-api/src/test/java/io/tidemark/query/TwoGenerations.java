package io.tidemark.query;

import io.tidemark.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;

/**
 * A read model of which there are two generations, that say the same of other numbers: whatever is
 * counted in the second is a thousand times what it is in the first.
 */
public final class TwoGenerations {

  private static final String ROWS =
      """
      insert into %1$s.bookings_by_status
        select g, d, s, %2$d, %2$d from %3$s
          cross join unnest(array['pending', 'in_progress', 'completed']) s;
      insert into %1$s.complaints_by_priority_and_status
        select g, d, 'critical', s, %2$d, %2$d, %2$d, %2$d, %2$d, %2$d from %3$s
          cross join unnest(array['open', 'resolved']) s;
      insert into %1$s.complaints_due
        select g, d, slot, timestamptz '2999-01-01Z', %2$d from %3$s
          cross join unnest(array['minute', 'second']) slot;
      insert into %1$s.staff (id, partition, revision, name, stamps) values ('s', 0, 1, 'of %1$s', '');
      insert into %1$s.staff_workload values ('s', %2$d, %2$d, %2$d * 2);
      insert into %1$s.provider (id, partition, revision, registered, name, role, stamps)
        values ('p', 0, 1, '2020-01-01Z', 'of %1$s', 'dentist', '');
      insert into %1$s.location (id, partition, revision, registered, name, stamps)
        values ('l', 0, 1, '2020-01-01Z', 'of %1$s', '');
      insert into %1$s.goal
          (id, partition, revision, set_at, provider, location, granularity, period_start, amount, stamps)
        select 'g' || coalesce(l, ''), 0, 1, '2020-01-01Z', 'p', l, 'month', '2020-01-01', %2$d, ''
          from unnest(array['l', null]) l;
      insert into %1$s.goals_by_location values ('p', 'month', 'l', 1), ('p', 'month', '', 1);
      insert into %1$s.production_by_provider select g, d, 'p', %2$d, %2$d, %2$d from %3$s;
      insert into %1$s.production_by_location select g, d, 'p', 'l', %2$d, %2$d, %2$d from %3$s;
      insert into %1$s.agent (id, partition, revision, created, account, name, status, stamps)
        select 'a-' || u, 0, 1, '2020-01-01Z', u, 'of %1$s', 'active', '' from %4$s;
      insert into %1$s.agents_by_status select u, 'active', %2$d from %4$s;
      insert into %1$s.credits_by_account select u, %2$d * 100 from %4$s;
      insert into %1$s.call (id, partition, revision, started, account, agent, status, stamps)
        select 'c-' || u, 0, 1, timestamptz '2026-03-10Z' + make_interval(secs => %2$d), u, 'a-' || u,
          'completed', ''
        from %4$s;
      insert into %1$s.calls_by_account select g, d, u, %2$d, %2$d, 0, %2$d, %2$d from %3$s cross join %4$s;
      insert into %1$s.calls_by_agent
        select g, d, u, 'a-' || u, %2$d, %2$d, 0, %2$d, %2$d from %3$s cross join %4$s;
      insert into %1$s.calls_by_account_hour
        select u, timestamptz '2026-03-10 04:00Z', %2$d, %2$d, 0, %2$d, %2$d from %4$s;
      insert into %1$s.calls_by_agent_hour
        select u, 'a-' || u, timestamptz '2026-03-10 04:00Z', %2$d, %2$d, 0, %2$d, %2$d from %4$s;
      insert into %1$s.leads_by_score select g, d, u, 7, %2$d, %2$d * 70, 0 from %3$s cross join %4$s;
      insert into %1$s.leads_by_agent
        select g, d, u, 'a-' || u, %2$d, %2$d * 70, 0 from %3$s cross join %4$s;
      """;

  /** A cell of each day, whatever it is the first of: weeks may begin on any. */
  private static final String PERIODS =
      """
      (select g, d::date from unnest(array['day', 'week', 'month']) g,
         generate_series(date '2026-01-01', '2026-03-31', '1 day') d
       union all select 'all', '1970-01-01') as periods (g, d)
      """;

  private static final String ACCOUNTS =
      "(select 'u' || n from generate_series(0, 20) n) as accounts (u)";

  /** As a projector switches. */
  private static final String SWITCH =
      """
      with standby as (
        update tidemark.generation set state = 'standby', standby_until = now() + '1 day'
        where state = 'serving'
        returning generation)
      insert into tidemark.watermark (generation, metric_group, version, as_of)
      select ?, w.metric_group, max(w.version) + 1, max(w.as_of)
      from tidemark.watermark w
      where w.generation in (?, (select generation from standby))
      group by w.metric_group
      on conflict (generation, metric_group) do update set version = excluded.version
      """;

  private static final String SERVE =
      "update tidemark.generation set state = 'serving', serving_since = now() where generation = ?";

  private final TestDatabase database;

  private TwoGenerations(TestDatabase database) {
    this.database = database;
  }

  /**
   * Both have the same rows but for the numbers; the first one serves.
   *
   * @param zone of the second's calendar; the first's is nobody's yet
   */
  public static TwoGenerations in(TestDatabase database, String zone, String weekStartsOn) {
    TwoGenerations generations = new TwoGenerations(database);
    Flyway.configure()
        .dataSource(database.dataSource())
        .schemas("readmodel_2")
        .locations("classpath:db/generation")
        .load()
        .migrate();
    generations.run(
        """
        insert into tidemark.generation
          (generation, schema_name, state, code, zone, week_starts_on, reason, requested_by)
        values (2, 'readmodel_2', 'following', 'booking:2', '%s', '%s', 'a test', 'tests')
        """
            .formatted(zone, weekStartsOn));
    generations.run(ROWS.formatted("readmodel", 1, PERIODS, ACCOUNTS));
    generations.run(ROWS.formatted("readmodel_2", 1000, PERIODS, ACCOUNTS));
    return generations;
  }

  public void run(String sql) {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** Lets another generation serve, and tells so. */
  public void serve(int generation) {
    serve(generation, true);
  }

  public void serve(int generation, boolean notify) {
    try (Connection connection = database.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement raise = connection.prepareStatement(SWITCH);
          PreparedStatement serve = connection.prepareStatement(SERVE);
          Statement tell = connection.createStatement()) {
        raise.setInt(1, generation);
        raise.setInt(2, generation);
        raise.executeUpdate();
        serve.setInt(1, generation);
        serve.executeUpdate();
        if (notify) {
          tell.execute("notify tidemark");
        }
      }
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException("cannot switch to " + generation, e);
    }
  }
}
