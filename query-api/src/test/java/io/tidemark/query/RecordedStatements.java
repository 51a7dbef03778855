package io.tidemark.query;

import io.tidemark.testkit.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import net.ttddyy.dsproxy.ExecutionInfo;
import net.ttddyy.dsproxy.QueryInfo;
import net.ttddyy.dsproxy.listener.QueryExecutionListener;
import net.ttddyy.dsproxy.proxy.ParameterSetOperation;
import net.ttddyy.dsproxy.support.ProxyDataSource;

/** Keeps each statement that a server's reads run, with its parameters. */
public final class RecordedStatements implements QueryExecutionListener {

  private final TestDatabase database;
  private final List<Run> statements = new ArrayList<>();

  private record Run(Thread by, QueryInfo statement) {}

  private RecordedStatements(TestDatabase database) {
    this.database = database;
  }

  public static RecordedStatements of(QueryServer server) {
    RecordedStatements recorded = new RecordedStatements(server.database());
    server.context().getBean("queryDataSource", ProxyDataSource.class).addListener(recorded);
    return recorded;
  }

  @Override
  public void beforeQuery(ExecutionInfo execution, List<QueryInfo> queries) {}

  @Override
  public synchronized void afterQuery(ExecutionInfo execution, List<QueryInfo> queries) {
    queries.forEach(statement -> statements.add(new Run(Thread.currentThread(), statement)));
  }

  /** What has been run since the last time, by whomever. */
  public synchronized List<QueryInfo> take() {
    List<QueryInfo> taken = statements.stream().map(Run::statement).toList();
    statements.clear();
    return taken;
  }

  /** What this thread has run since the last time: others may make answers anew meanwhile. */
  public synchronized List<QueryInfo> takeMine() {
    List<QueryInfo> taken =
        statements.stream()
            .filter(run -> run.by().equals(Thread.currentThread()))
            .map(Run::statement)
            .toList();
    statements.clear();
    return taken;
  }

  /**
   * Waits until nothing is made anew in the background any more: what the tests before have changed
   * is noticed a second later at the latest.
   */
  public void awaitQuiet() throws InterruptedException {
    do {
      take();
      Thread.sleep(1_500);
    } while (!take().isEmpty());
  }

  /** The plan for the very parameters that the statement was run with. */
  public String plan(QueryInfo statement) throws SQLException {
    return explain("explain (costs off) ", statement);
  }

  /** The plan with what each step took, of a run with these parameters. */
  public String analyzed(QueryInfo statement) throws SQLException {
    return explain("explain (analyze, buffers, costs off) ", statement);
  }

  private String explain(String how, QueryInfo statement) throws SQLException {
    StringBuilder plan = new StringBuilder();
    try (Connection connection = database.dataSource().getConnection();
        PreparedStatement explain = connection.prepareStatement(how + statement.getQuery())) {
      for (List<ParameterSetOperation> parameters : statement.getParametersList()) {
        for (ParameterSetOperation parameter : parameters) {
          parameter.getMethod().invoke(explain, parameter.getArgs());
        }
      }
      try (ResultSet rows = explain.executeQuery()) {
        while (rows.next()) {
          plan.append(rows.getString(1)).append('\n');
        }
      }
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(e);
    }
    return plan.toString();
  }
}
