package io.tidemark.standalone;

import io.tidemark.embedded.LocalPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Waits for the projector to have folded in what was published. */
final class Projection {

  /** No row's sum counts before every partition was looked at after the publishing. */
  private static final String WAITING =
      """
      select coalesce(sum(greatest(end_offset - coalesce(next_offset, 0), 0)), 0),
        coalesce(bool_and(observed_at >= ?), false)
      from tidemark.log_end left join tidemark.position using (topic, partition)
      """;

  private final LocalPostgres postgres;
  private final Clock clock;

  Projection(LocalPostgres postgres, Clock clock) {
    this.postgres = postgres;
    this.clock = clock;
  }

  void await(BooleanSupplier cancelled, Consumer<String> progress) throws SQLException {
    Timestamp published = Timestamp.from(clock.instant());
    try (Connection connection = postgres.dataSource("tidemark").getConnection();
        var select = connection.prepareStatement(WAITING)) {
      select.setTimestamp(1, published);
      while (true) {
        if (cancelled.getAsBoolean()) throw new CancellationException();
        try (var rows = select.executeQuery()) {
          rows.next();
          if (rows.getLong(1) == 0 && rows.getBoolean(2)) return;
          progress.accept(
              "Loading the demo: %,d events are still to be counted".formatted(rows.getLong(1)));
        }
        TimeUnit.MILLISECONDS.sleep(200);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException();
    }
  }
}
