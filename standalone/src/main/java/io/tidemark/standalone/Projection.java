package io.tidemark.standalone;

import io.tidemark.embedded.LocalPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Waits for the projector to have folded in what was published. */
final class Projection {

  /** No row's sum counts before every partition was looked at after the publishing. */
  private static final String WAITING =
      """
      select coalesce(sum(greatest(end_offset - coalesce(next_offset, 0), 0)), 0),
        coalesce(bool_and(observed_at >= ?), false)
      from tidemark.generation
      cross join tidemark.log_end
      left join tidemark.position using (generation, topic, partition)
      where state = 'serving'
      """;

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final LocalPostgres postgres;
  private final Clock clock;

  Projection(LocalPostgres postgres, Clock clock) {
    this.postgres = postgres;
    this.clock = clock;
  }

  /**
   * Returns when everything published until now is folded in.
   *
   * @throws CancellationException when the process ends meanwhile
   * @throws TimeoutException when nothing moves any more: the projector has halted, its log says
   *     why
   */
  void await(BooleanSupplier cancelled, Consumer<String> progress)
      throws SQLException, TimeoutException {
    Timestamp published = Timestamp.from(clock.instant());
    long waiting = Long.MAX_VALUE;
    Instant moved = clock.instant();
    try (Connection connection = postgres.dataSource("tidemark").getConnection();
        var select = connection.prepareStatement(WAITING)) {
      select.setTimestamp(1, published);
      while (true) {
        if (cancelled.getAsBoolean()) throw new CancellationException();
        try (var rows = select.executeQuery()) {
          rows.next();
          if (rows.getLong(1) == 0 && rows.getBoolean(2)) return;
          if (rows.getLong(1) != waiting) moved = clock.instant();
          waiting = rows.getLong(1);
        }
        if (Duration.between(moved, clock.instant()).compareTo(PATIENCE) > 0)
          throw new TimeoutException("%,d events are not being counted".formatted(waiting));
        if (waiting > 0) {
          progress.accept(
              "Loading the demo: %,d events are still to be counted".formatted(waiting));
        }
        TimeUnit.MILLISECONDS.sleep(200);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException();
    }
  }
}
