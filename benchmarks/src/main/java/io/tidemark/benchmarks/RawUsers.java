package io.tidemark.benchmarks;

import io.tidemark.benchmarks.Question.Asked;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Users who ask raw tables over a pool of connections as large as the API's, and think after each
 * answer.
 */
final class RawUsers implements AutoCloseable {

  private static final int CONNECTIONS = 8;

  private final BlockingQueue<Connection> pool = new ArrayBlockingQueue<>(CONNECTIONS);

  RawUsers(LocalInstance instance) throws IOException, SQLException {
    for (int i = 0; i < CONNECTIONS; i++) {
      Connection connection = instance.connect();
      pool.add(connection);
      try (Statement statement = connection.createStatement()) {
        statement.execute("set timezone = 'UTC'");
      }
    }
  }

  /**
   * How long users waited, in milliseconds.
   *
   * @param unanswered how many gave up at the end; they count with the time that they had waited
   */
  record Waits(double p50, double p99, int unanswered) {}

  /** Lets them ask for some seconds, and waits as long again for those who have no answer yet. */
  Waits run(int users, int thinkMillis, int seconds, List<Asked> asked) throws Exception {
    AtomicInteger turn = new AtomicInteger();
    AtomicInteger unanswered = new AtomicInteger();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    Callable<List<Long>> user =
        () -> {
          List<Long> nanos = new ArrayList<>();
          do {
            TimeUnit.MILLISECONDS.sleep(thinkMillis);
            String sql = asked.get(turn.getAndIncrement() % asked.size()).sql();
            long start = System.nanoTime();
            if (!ask(sql, end + TimeUnit.SECONDS.toNanos(seconds) - start)) {
              unanswered.incrementAndGet();
            }
            nanos.add(System.nanoTime() - start);
          } while (System.nanoTime() < end);
          return nanos;
        };
    List<Long> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<List<Long>>> everyone = new ArrayList<>();
      for (int i = 0; i < users; i++) {
        everyone.add(user);
      }
      for (Future<List<Long>> done : threads.invokeAll(everyone)) {
        all.addAll(done.get());
      }
    }
    long[] sorted = all.stream().mapToLong(Long::longValue).toArray();
    return new Waits(
        Spread.percentile(sorted, .5) / 1e6,
        Spread.percentile(sorted, .99) / 1e6,
        unanswered.get());
  }

  private boolean ask(String sql, long patienceNanos) throws SQLException, InterruptedException {
    Connection connection = pool.poll(patienceNanos, TimeUnit.NANOSECONDS);
    if (connection == null) {
      return false;
    }
    try {
      RawDashboards.ask(connection, sql);
      return true;
    } finally {
      pool.add(connection);
    }
  }

  @Override
  public void close() throws SQLException {
    for (Connection connection : pool) {
      connection.close();
    }
  }
}
