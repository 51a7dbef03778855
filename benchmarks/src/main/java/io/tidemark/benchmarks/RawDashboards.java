package io.tidemark.benchmarks;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What the dashboards of calls and providers do without Tidemark: tables of calls, leads and
 * entries as an application has them, with the indexes that the questions need. The rows are those
 * that the instance has folded.
 */
final class RawDashboards implements AutoCloseable {

  private static final String TABLES =
      """
      drop schema if exists raw cascade;
      create schema raw;
      create table raw.agent as
        select id, account, name, kind, status, description, created from readmodel.agent;
      create table raw.purchase as select id, account, purchased, credits from readmodel.purchase;
      create table raw.call as
        select id, account, agent, contact, started, status, duration_seconds, credits
        from readmodel.call;
      create table raw.lead as
        select id, account, agent, call, scored, score, coalesce(converted, false) as converted,
               value
        from readmodel.lead;
      create table raw.location as select id, name from readmodel.location;
      create table raw.provider as select id, name, role from readmodel.provider;
      create table raw.entry as
        select id, provider, location, date, kind, net, coalesce(voided, false) as voided
        from readmodel.production_entry;
      create table raw.goal as
        select id, provider, location, granularity, period_start, set_at, amount
        from readmodel.goal;
      alter table raw.agent add primary key (id);
      alter table raw.call add primary key (id);
      alter table raw.lead add primary key (id);
      alter table raw.location add primary key (id);
      alter table raw.provider add primary key (id);
      alter table raw.entry add primary key (id);
      create index on raw.agent (account, name);
      create index on raw.purchase (account);
      create index on raw.call (account, started);
      create index on raw.call (agent, started);
      create index on raw.lead (account, scored);
      create index on raw.lead (agent, scored);
      create index on raw.entry (provider, date);
      create index on raw.entry (location, date);
      create index on raw.entry (date);
      create index on raw.goal (provider, period_start);
      """;

  private final Connection connection;

  private RawDashboards(Connection connection) {
    this.connection = connection;
  }

  static RawDashboards copy(LocalInstance instance) throws IOException, SQLException {
    Connection connection = instance.connect();
    try (Statement statement = connection.createStatement()) {
      statement.execute("set timezone = 'UTC'");
      statement.execute(TABLES);
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("vacuum (analyze)");
    }
    return new RawDashboards(connection);
  }

  /** Asks a question with all its statements; the driver reads each answer as a whole. */
  void ask(String sql) throws SQLException {
    ask(connection, sql);
  }

  static void ask(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
      while (statement.getMoreResults() || statement.getUpdateCount() != -1) {
        // on to the next
      }
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
