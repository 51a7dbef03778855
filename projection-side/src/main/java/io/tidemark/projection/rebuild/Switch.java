package io.tidemark.projection.rebuild;

import io.tidemark.projection.engine.Engine;
import io.tidemark.projection.request.Refused;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Lets another generation serve, in one transaction. While it runs, nothing is folded into the one
 * that has served so far, and it ends only when the other is as far: so what readers are told never
 * goes backwards. It is begun when the other was just as far, so that this takes a moment. Readers
 * are not held up: their snapshots have either the one or the other.
 */
final class Switch {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long LOOK_MILLIS = 20;

  private static final String LOCK =
      "select topic, partition from tidemark.position where generation = ? order by 1, 2 for update";

  private static final String BEHIND =
      """
      select coalesce(sum(old.next_offset - coalesce(new.next_offset, 0)), 0)
      from tidemark.position old
      left join tidemark.position new
        on new.generation = ? and new.topic = old.topic and new.partition = old.partition
          and new.topic_id = old.topic_id
      where old.generation = ? and old.next_offset > coalesce(new.next_offset, 0)
      """;

  private static final String STAND_BY =
      """
      update tidemark.generation
      set state = 'standby', serving_since = null,
        standby_until = now() + coalesce(?::interval, standby_window)
      where generation = ?
      """;

  private static final String SERVE =
      """
      update tidemark.generation
      set state = 'serving', serving_since = now(), standby_until = null, paused = false,
        verify_requested_at = null, accepted_by = coalesce(?, accepted_by)
      where generation = ?
      """;

  /** Readers know versions that rise, whichever generation they are of. */
  private static final String RAISE =
      """
      insert into tidemark.watermark as own (generation, metric_group, version, as_of)
      select ?, metric_group, max(version) + 1, max(as_of)
      from tidemark.watermark where generation in (?, ?) group by metric_group
      on conflict (generation, metric_group) do update
        set version = excluded.version, as_of = greatest(own.as_of, excluded.as_of)
      """;

  private static final String NOTIFY =
      """
      select pg_notify('tidemark', string_agg(metric_group, ',' order by metric_group))
      from tidemark.watermark where generation = ?
      """;

  private final DataSource connections;
  private final Engine engine;

  Switch(DataSource connections, Engine engine) {
    this.connections = connections;
    this.engine = engine;
  }

  /**
   * Lets {@code next} serve instead of {@code old}.
   *
   * @param acceptedBy who accepts that they differ; null if they do not
   * @param window how long the old one goes on following; null: as it was begun with
   */
  void to(int old, int next, @Nullable String acceptedBy, @Nullable String window)
      throws SQLException, Refused {
    try (Connection connection = connections.getConnection()) {
      connection.setAutoCommit(false);
      try {
        // one that has only just begun to follow: nothing is held while it joins its group
        var _ = awaitReached(connection, old, next);
        connection.commit();
        check(connection, old, next);
        lock(connection, old);
        long left = awaitReached(connection, old, next);
        if (left > 0) {
          throw Refused.conflict(
              "not-caught-up",
              ("Generation %d is %,d events behind the one that serves. See that a projector of its"
                      + " code runs, and try again.")
                  .formatted(next, left));
        }
        lock(connection, next);
        engine.restate(connection, old, next);
        GenerationTable.update(connection, STAND_BY, window, old);
        GenerationTable.update(connection, SERVE, acceptedBy, next);
        GenerationTable.update(connection, RAISE, next, old, next);
        try (PreparedStatement notify = connection.prepareStatement(NOTIFY)) {
          notify.setInt(1, next);
          notify.execute();
        }
        connection.commit();
      } catch (SQLException | Refused | RuntimeException e) {
        connection.rollback();
        throw e;
      }
    }
  }

  /** Whoever asked has looked at rows that may have changed since. */
  private static void check(Connection connection, int old, int next) throws SQLException, Refused {
    for (GenerationTable.Row row : GenerationTable.lock(connection)) {
      if (row.number() == old && !row.state().equals("serving")) {
        throw Refused.conflict("switched-meanwhile", "Generation " + old + " no longer serves.");
      }
      if (row.number() == next
          && !row.state().equals("following")
          && !row.state().equals("standby")) {
        throw Refused.conflict(
            "not-following", "Generation " + next + " does not follow, it is " + row.state() + ".");
      }
    }
  }

  private static void lock(Connection connection, int generation) throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
      lock.setInt(1, generation);
      lock.executeQuery().close();
    }
  }

  /** Waits for a while until it is as far as the old one, and says by how many events it is not. */
  private static long awaitReached(Connection connection, int old, int next)
      throws SQLException, Refused {
    long end = System.nanoTime() + PATIENCE.toNanos();
    long behind = behind(connection, old, next);
    while (behind > 0 && System.nanoTime() < end) {
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw Refused.conflict("interrupted", "The projector is being stopped. Try again.");
      }
      behind = behind(connection, old, next);
    }
    return behind;
  }

  private static long behind(Connection connection, int old, int next) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(BEHIND)) {
      select.setInt(1, next);
      select.setInt(2, old);
      try (ResultSet rows = select.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }
}
