package io.tidemark.benchmarks;

import io.tidemark.projection.cli.Instance;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What a dashboard does without Tidemark: the same questions asked of tables of bookings and
 * complaints each time. The rows are the demo's, copied to about two million bookings and indexed
 * by time.
 */
final class RawTables implements AutoCloseable {

  private static final String QUESTIONS =
      """
      select status, count(*), sum(amount) from raw.booking group by status;
      select count(*) filter (where created >= date_trunc('day', now())),
             count(*) filter (where created >= date_trunc('week', now())),
             count(*),
             sum(amount) filter (where status in ('confirmed', 'in_progress', 'completed'))
        from raw.booking where created >= date_trunc('month', now());
      select priority, status, count(*), count(responded),
             avg(extract(epoch from responded - opened)),
             avg(extract(epoch from resolved - opened)) filter (where status in ('resolved', 'closed')),
             count(*) filter (where resolved <= due)
        from raw.complaint group by priority, status;
      select count(*) filter (where due > now() and due <= now() + interval '4 hours'),
             count(*) filter (where due <= now())
        from raw.complaint where status in ('open', 'in_progress', 'escalated');
      select staff, count(*) from raw.complaint
        where staff is not null and status in ('open', 'in_progress', 'escalated')
        group by staff order by 2 desc limit 100;
      """;

  private final Connection connection;

  private RawTables(Connection connection) {
    this.connection = connection;
  }

  static RawTables copy(Instance instance, int copies) throws SQLException {
    Connection connection =
        DriverManager.getConnection(
            instance.jdbcUrl(), instance.jdbcUsername(), instance.jdbcPassword());
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          create schema raw;
          create table raw.booking as
            select id || '-' || copy as id, created, status, amount, staff
            from readmodel.booking, generate_series(1, %1$d) copy;
          create table raw.complaint as
            select id || '-' || copy as id, opened, status, priority, staff, responded, resolved,
                   opened + interval '72 hours' as due
            from readmodel.complaint, generate_series(1, %1$d) copy;
          create index on raw.booking (created);
          create index on raw.complaint (status);
          analyze raw.booking;
          analyze raw.complaint;
          """
              .formatted(copies));
    }
    return new RawTables(connection);
  }

  long rows() throws SQLException {
    try (Statement statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "select (select count(*) from raw.booking) + (select count(*) from raw.complaint)")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** Asks everything that the endpoint answers. */
  void ask() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(QUESTIONS);
      while (statement.getMoreResults() || statement.getUpdateCount() != -1) {
        // each answer is read by the driver as a whole
      }
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
