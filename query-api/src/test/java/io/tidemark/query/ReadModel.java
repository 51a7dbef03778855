package io.tidemark.query;

import io.tidemark.query.freshness.MetricGroup;
import io.tidemark.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Writes the projector's tables as the projector does, one transaction a commit. */
public final class ReadModel {

  /** Counts what providers have goals for, as the projector would have. */
  public static final String GOALS_BY_LOCATION =
      """
      insert into readmodel.goals_by_location
        select provider, granularity, coalesce(location, ''), count(*)
        from readmodel.goal group by 1, 2, 3;
      """;

  private final TestDatabase database;

  public ReadModel(TestDatabase database) {
    this.database = database;
  }

  /** Forgets everything that was folded in, as if by commits. */
  public void clear(Instant asOf) {
    commit(
        asOf,
        """
        delete from readmodel.bookings_by_status;
        delete from readmodel.complaints_by_priority_and_status;
        delete from readmodel.complaints_due;
        delete from readmodel.staff_workload;
        delete from readmodel.staff;
        delete from readmodel.booking;
        delete from readmodel.complaint;
        delete from readmodel.location;
        delete from readmodel.provider;
        delete from readmodel.goal;
        delete from readmodel.goals_by_location;
        delete from readmodel.production_by_provider;
        delete from readmodel.production_by_location;
        """);
  }

  /** Runs SQL, raises the versions of all groups, and notifies. */
  public void commit(Instant asOf, String sql) {
    try (Connection connection = database.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
      raise(connection, asOf);
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private static void raise(Connection connection, Instant asOf) throws SQLException {
    try (PreparedStatement raise =
            connection.prepareStatement(
                """
                insert into tidemark.watermark (metric_group, version, as_of)
                select unnest(?::text[]), 1, ?
                on conflict (generation, metric_group) do update
                set version = watermark.version + 1, as_of = excluded.as_of
                """);
        Statement notify = connection.createStatement()) {
      List<String> groups = Arrays.stream(MetricGroup.values()).map(MetricGroup::wireName).toList();
      raise.setArray(1, connection.createArrayOf("text", groups.toArray()));
      raise.setTimestamp(2, Timestamp.from(asOf));
      raise.executeUpdate();
      notify.execute("select pg_notify('tidemark', '" + String.join(",", groups) + "')");
    }
  }

  /** Runs SQL without anyone being told. */
  public void silently(String sql) {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
