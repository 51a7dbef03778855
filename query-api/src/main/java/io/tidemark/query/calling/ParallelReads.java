package io.tidemark.query.calling;

import io.tidemark.query.DatabaseProperties;
import io.tidemark.query.figures.Calendar;
import io.tidemark.query.freshness.OtherCalendar;
import io.tidemark.query.freshness.Snapshots;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * Reads the parts of an answer at the same time, on virtual threads, over so many of the pool's
 * connections that those of other features are left enough.
 */
@Component
final class ParallelReads implements DisposableBean {

  private final DataSource database;
  private final Snapshots snapshots;
  private final Semaphore connections;
  private final Duration longestWait;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("tidemark-calling-", 0).factory());

  ParallelReads(
      @Qualifier("queryDataSource") DataSource database,
      DatabaseProperties limits,
      Snapshots snapshots) {
    this.database = database;
    this.snapshots = snapshots;
    this.connections = new Semaphore(limits.connections() / 2);
    this.longestWait = limits.connectionWait();
  }

  /**
   * Takes the snapshot that all parts are read from.
   *
   * @throws OtherCalendar if its rows are by another calendar
   */
  ParallelSnapshot open(Calendar understoodBy) throws SQLException {
    return ParallelSnapshot.of(this, snapshots.take(understoodBy));
  }

  DataSource database() {
    return database;
  }

  void start(Runnable part) {
    threads.execute(part);
  }

  boolean mayConnect() throws InterruptedException {
    return connections.tryAcquire(longestWait.toMillis(), TimeUnit.MILLISECONDS);
  }

  void hasDisconnected() {
    connections.release();
  }

  @Override
  public void destroy() {
    threads.shutdownNow();
  }
}
