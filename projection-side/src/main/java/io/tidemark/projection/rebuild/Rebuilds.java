package io.tidemark.projection.rebuild;

import io.tidemark.projection.rebuild.GenerationTable.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Works on the generation that is to be filled or compared, if it is of this process's code and
 * nobody else does: who works on it holds an advisory lock, which ends with its session. Says once
 * a second how far it is. Drops what is no longer wanted.
 */
public final class Rebuilds implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Rebuilds.class);

  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration AFTER_TROUBLE = Duration.ofSeconds(5);

  /** The class of advisory locks; the generation's number is the lock in it. */
  static final int LOCKS = 0x7469_6465;

  private static final String LOCK = "select pg_try_advisory_lock(?, ?)";

  private static final String SEEN =
      """
      update tidemark.generation
      set runner = ?, runner_seen_at = now(),
        events_total = greatest(?, events_total), events_done = greatest(?, events_done)
      where generation = ?
      returning state, paused, verify_requested_at is not null
      """;

  private static final String TROUBLE =
      "update tidemark.generation set trouble = ? where generation = ?";

  private static final int LOCK_SECONDS = 5;

  private record Work(
      Row row, Progress progress, Thread thread, AtomicReference<@Nullable Connection> lock) {

    /** Without its lock somebody else may have begun. */
    boolean isAlone() throws SQLException {
      Connection session = lock.get();
      return session == null || session.isClosed() || session.isValid(LOCK_SECONDS);
    }
  }

  private final Rebuild.Means means;
  private final String code;
  private final String runner;
  private final Housekeeping housekeeping;
  private @Nullable ScheduledExecutorService executor;
  private volatile @Nullable Work work;
  private volatile long notBefore = System.nanoTime();

  /**
   * @param runner how this process is called in {@code tidemark.generation}
   */
  Rebuilds(Rebuild.Means means, String runner) {
    this.means = means;
    this.runner = runner;
    code = means.projections().code();
    housekeeping = new Housekeeping(means.connections());
  }

  @Override
  public synchronized void start() {
    executor =
        Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("rebuilds").factory());
    var _ =
        executor.scheduleWithFixedDelay(
            this::look, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    try (Connection connection = means.connections().getConnection()) {
      Work current = work;
      if (current != null) {
        if (!current.isAlone() && !current.progress().isStopped()) {
          log.warn("Lost the lock on {}: beginning again", current.row().generation());
          current.progress().stop();
        }
        sayHowFar(connection, current.row(), current.progress());
      } else {
        housekeeping.look(connection);
        if (System.nanoTime() - notBefore >= 0) {
          Optional<Row> next =
              GenerationTable.all(connection).stream()
                  .filter(row -> row.isToBeWorkedOn() && code.equals(row.code()))
                  .findFirst();
          next.ifPresent(this::begin);
        }
      }
    } catch (SQLException | RuntimeException e) {
      log.warn("Cannot look after rebuilds: {}", e.getMessage());
    }
  }

  private void sayHowFar(Connection connection, Row row, Progress progress) throws SQLException {
    try (PreparedStatement say = connection.prepareStatement(SEEN)) {
      say.setString(1, runner);
      say.setLong(2, progress.total());
      say.setLong(3, progress.done());
      say.setInt(4, row.number());
      try (ResultSet rows = say.executeQuery()) {
        boolean wanted =
            rows.next()
                && !rows.getBoolean(2)
                && (rows.getString(1).equals("filling")
                    || (rows.getString(1).equals("following") && rows.getBoolean(3)));
        if (!wanted) {
          progress.stop();
        }
      }
    }
  }

  private void begin(Row row) {
    Progress progress = new Progress(row.rate());
    AtomicReference<@Nullable Connection> lock = new AtomicReference<>();
    Thread thread =
        Thread.ofPlatform()
            .name("rebuild-" + row.number())
            .unstarted(() -> run(row, progress, lock));
    work = new Work(row, progress, thread, lock);
    thread.start();
  }

  private void run(Row row, Progress progress, AtomicReference<@Nullable Connection> held) {
    try (Connection lock = means.connections().getConnection()) {
      if (isMine(lock, row.number())) {
        held.set(lock);
        log.info("Working on {}", row.generation());
        new Rebuild(means, row, progress).run();
        try (Connection connection = means.connections().getConnection()) {
          sayHowFar(connection, row, progress);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) { // whatever it is, it is said, and tried again
      if (!progress.isStopped()) {
        log.error("Cannot go on with {}", row.generation(), e);
        sayTrouble(row.number(), String.valueOf(e.getMessage()));
        notBefore = System.nanoTime() + AFTER_TROUBLE.toNanos();
      }
    } finally {
      held.set(null);
      work = null;
    }
  }

  private static boolean isMine(Connection connection, int generation) throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
      lock.setInt(1, LOCKS);
      lock.setInt(2, generation);
      try (ResultSet rows = lock.executeQuery()) {
        rows.next();
        return rows.getBoolean(1);
      }
    }
  }

  private void sayTrouble(int generation, String trouble) {
    try (Connection connection = means.connections().getConnection()) {
      GenerationTable.update(connection, TROUBLE, trouble, generation);
    } catch (SQLException e) {
      log.warn("Nobody can be told: {}", e.getMessage());
    }
  }

  @Override
  public synchronized void stop() {
    ScheduledExecutorService looking = executor;
    executor = null;
    if (looking == null) {
      return;
    }
    looking.shutdownNow();
    Work current = work;
    if (current != null) {
      current.progress().stop();
      try {
        current.thread().join(Duration.ofSeconds(15));
        current.thread().interrupt();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return executor != null;
  }
}
