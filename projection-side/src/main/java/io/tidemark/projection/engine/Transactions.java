package io.tidemark.projection.engine;

import io.tidemark.projection.engine.BatchWriter.Outdated;
import io.tidemark.projection.engine.Positions.Fenced;
import io.tidemark.projection.engine.Positions.Range;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs transactions, again and again while the reason for their failure is one that passes: a
 * deadlock, a connection that broke, a server that is away or full.
 */
final class Transactions {

  private static final Logger log = LoggerFactory.getLogger(Transactions.class);

  private static final String CONNECTION = "08";

  /** Connection, insufficient resources, operator intervention, rollback, lock, system error. */
  private static final Set<String> PASSING = Set.of(CONNECTION, "53", "57", "40", "55", "58");

  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final DataSource dataSource;
  private volatile @Nullable String trouble;

  Transactions(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** What is done in a transaction. */
  @FunctionalInterface
  interface Work<T> {
    T in(Connection connection) throws SQLException;
  }

  /** Why the last try failed; null when it went well. */
  @Nullable String trouble() {
    return trouble;
  }

  /** Runs the work in a transaction of its own, which must bear being repeated. */
  <T> T run(Work<T> work) throws SQLException {
    Duration pause = FIRST_PAUSE;
    while (true) {
      try (Connection connection = dataSource.getConnection()) {
        connection.setAutoCommit(false);
        try {
          T result = work.in(connection);
          connection.commit();
          trouble = null;
          return result;
        } catch (SQLException | RuntimeException | Error e) {
          rollback(connection, e);
          throw e;
        }
      } catch (SQLException e) {
        pause = pauseOrThrow(e, pause);
      }
    }
  }

  /** Writes the batch, exactly once even if the answer to a commit is lost. */
  void write(Batch batch, BatchWriter writer) throws SQLException, Fenced, Outdated {
    Duration pause = FIRST_PAUSE;
    boolean maybeCommitted = false;
    while (true) {
      try (Connection connection = dataSource.getConnection()) {
        connection.setAutoCommit(false);
        boolean written = false;
        try {
          writer.write(connection, batch);
          written = true;
          connection.commit();
          trouble = null;
          return;
        } catch (SQLException | Fenced | Outdated | RuntimeException | Error e) {
          maybeCommitted |= written;
          rollback(connection, e);
          throw e;
        }
      } catch (SQLException e) {
        pause = pauseOrThrow(e, pause);
      } catch (Fenced e) {
        if (maybeCommitted && isWritten(writer.generation(), batch.ranges())) {
          trouble = null;
          return;
        }
        throw e;
      }
    }
  }

  private boolean isWritten(Generation generation, Map<TopicPartition, Range> ranges)
      throws SQLException {
    Map<TopicPartition, Position> stored =
        run(connection -> Positions.load(connection, generation.number(), ranges.keySet()));
    return ranges.entrySet().stream()
        .allMatch(
            entry -> {
              Position position = stored.get(entry.getKey());
              return position != null && position.nextOffset() == entry.getValue().end();
            });
  }

  private Duration pauseOrThrow(SQLException e, Duration pause) throws SQLException {
    if (!passes(e)) {
      throw e;
    }
    String message = String.valueOf(e.getMessage());
    if (trouble == null) {
      log.warn("PostgreSQL does not take the batch, trying again: {}", message);
    }
    trouble = message;
    try {
      Thread.sleep(pause);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw e;
    }
    Duration longer = pause.multipliedBy(2);
    return longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
  }

  private static boolean hasFailed(SQLException e) {
    String state = e.getSQLState();
    return state != null && state.startsWith(CONNECTION);
  }

  private static boolean passes(SQLException e) {
    String state = e.getSQLState();
    return e instanceof SQLTransientException
        || state == null
        || (state.length() == 5 && PASSING.contains(state.substring(0, 2)));
  }

  /**
   * Where the connection has failed, nothing is asked of it again: its server may have vanished,
   * and the pool is not told of the failure of a COPY.
   */
  private static void rollback(Connection connection, Throwable reason) {
    try {
      if (reason instanceof SQLException e && hasFailed(e)) {
        connection.abort(Runnable::run);
      } else {
        connection.rollback();
      }
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }
}
