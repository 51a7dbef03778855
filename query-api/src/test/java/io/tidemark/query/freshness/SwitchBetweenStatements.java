package io.tidemark.query.freshness;

import io.tidemark.query.TwoGenerations;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.ttddyy.dsproxy.ExecutionInfo;
import net.ttddyy.dsproxy.QueryInfo;
import net.ttddyy.dsproxy.listener.QueryExecutionListener;

/** Switches to the second generation just before the statement of that number. */
final class SwitchBetweenStatements implements QueryExecutionListener {

  private final TwoGenerations generations;
  private final AtomicInteger left = new AtomicInteger();

  SwitchBetweenStatements(TwoGenerations generations) {
    this.generations = generations;
  }

  @Override
  public void beforeQuery(ExecutionInfo execution, List<QueryInfo> queries) {
    if (left.decrementAndGet() == 0) {
      generations.serve(2);
    }
  }

  @Override
  public void afterQuery(ExecutionInfo execution, List<QueryInfo> queries) {}

  void before(int statement) {
    left.set(statement);
  }

  /** Whether there were so many statements. */
  boolean hasSwitched() {
    return left.getAndSet(0) <= 0;
  }
}
