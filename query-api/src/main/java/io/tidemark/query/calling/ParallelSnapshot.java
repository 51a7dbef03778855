package io.tidemark.query.calling;

import io.tidemark.query.freshness.Snapshot;
import io.tidemark.query.freshness.Snapshots;
import io.tidemark.query.freshness.Tide;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One snapshot that several connections read: the first exports it, the others import it. When it
 * is closed no part is being read any more, also after an error.
 */
final class ParallelSnapshot implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ParallelSnapshot.class);

  /** Reads a part over a connection that shows the snapshot. */
  @FunctionalInterface
  interface Reading<T> {
    T from(Snapshot snapshot) throws SQLException;
  }

  private final ParallelReads reads;
  private final Snapshot lead;
  private final String id;
  private final List<Part<?>> parts = new ArrayList<>();

  private ParallelSnapshot(ParallelReads reads, Snapshot lead, String id) {
    this.reads = reads;
    this.lead = lead;
    this.id = id;
  }

  /**
   * @param lead is closed with it
   */
  static ParallelSnapshot of(ParallelReads reads, Snapshot lead) throws SQLException {
    try {
      return new ParallelSnapshot(reads, lead, Snapshots.export(lead));
    } catch (SQLException | RuntimeException e) {
      lead.close();
      throw e;
    }
  }

  Tide tide() {
    return lead.tide();
  }

  /** Begins to read. */
  <T> Part<T> read(String name, Reading<T> reading) {
    Part<T> part = new Part<>(name, reading);
    parts.add(part);
    reads.start(part.task);
    return part;
  }

  /**
   * The names of the parts that could not be read, in the order in which they were begun.
   *
   * @throws SQLException if none could
   */
  List<String> missing() throws SQLException {
    List<String> missing = new ArrayList<>();
    SQLException why = null;
    for (Part<?> part : parts) {
      if (part.orNull() == null) {
        missing.add(part.name);
        why = part.failure;
      }
    }
    if (why != null && missing.size() == parts.size()) {
      throw why;
    }
    return missing;
  }

  @Override
  public void close() throws SQLException {
    parts.forEach(Part::end);
    lead.close();
  }

  /** A part of an answer, which is there soon or not at all. */
  final class Part<T> {

    private final String name;
    private final Reading<T> reading;
    private final FutureTask<T> task = new FutureTask<>(this::run);
    private @Nullable SQLException failure;
    private @Nullable Connection connection;
    private boolean ended;

    private Part(String name, Reading<T> reading) {
      this.name = name;
      this.reading = reading;
    }

    private T run() throws SQLException, InterruptedException {
      if (!reads.mayConnect()) {
        throw new SQLTransientConnectionException("all connections for parts are in use");
      }
      try (Connection mine = reads.database().getConnection()) {
        begin(mine);
        try {
          T part = reading.from(Snapshots.join(mine, lead, id));
          mine.commit();
          return part;
        } finally {
          release();
        }
      } finally {
        reads.hasDisconnected();
      }
    }

    private synchronized void begin(Connection mine) throws SQLException {
      if (ended) {
        throw new SQLException("the part is not wanted any more");
      }
      connection = mine;
    }

    private synchronized void release() {
      connection = null;
    }

    /** The part, or null if the database did not give it in time. */
    @Nullable T orNull() {
      try {
        return orThrow();
      } catch (SQLException e) {
        if (failure == null) {
          log.warn("{} cannot be read: {}", name, e.getMessage());
          failure = e;
        }
        return null;
      }
    }

    T orThrow() throws SQLException {
      try {
        return task.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof SQLException sql) {
          throw sql;
        }
        throw new IllegalStateException("reading " + name, e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SQLException("interrupted while reading " + name, e);
      }
    }

    /** Ends the statement that is still running, if one is, and waits until it has ended. */
    private void end() {
      if (task.isDone()) {
        return;
      }
      cancel();
      try {
        task.get();
      } catch (ExecutionException e) {
        log.debug("{} was ended", name, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** Under the lock, so that the connection is not another's already. */
    private synchronized void cancel() {
      ended = true;
      if (connection != null) {
        try {
          connection.unwrap(PGConnection.class).cancelQuery();
        } catch (SQLException e) {
          log.debug("{} could not be ended, and ends by its timeout", name, e);
        }
      }
    }
  }
}
