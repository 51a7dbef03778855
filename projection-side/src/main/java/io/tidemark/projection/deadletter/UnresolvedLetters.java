package io.tidemark.projection.deadletter;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * The metric {@code tidemark.dead.letters.unresolved}, by topic and kind: how many records the
 * generation that serves lacks. All projectors say the same; there is no number where there is
 * none.
 */
public final class UnresolvedLetters implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(UnresolvedLetters.class);

  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private static final String COUNT =
      """
      select topic, kind, count(*) from tidemark.dead_letter
      where generation = (select generation from tidemark.generation where state = 'serving')
        and state in ('open', 'retrying')
      group by topic, kind
      """;

  private final DataSource dataSource;
  private final MultiGauge gauge;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("dead-letters").factory());
  private volatile boolean running;
  private boolean troubled;

  public UnresolvedLetters(DataSource dataSource, MeterRegistry meters) {
    this.dataSource = dataSource;
    gauge =
        MultiGauge.builder("tidemark.dead.letters.unresolved")
            .description("Records that the figures lack: dead letters neither folded nor discarded")
            .register(meters);
  }

  @Override
  public void start() {
    running = true;
    var _ =
        executor.scheduleWithFixedDelay(this::look, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement count = connection.prepareStatement(COUNT);
        ResultSet found = count.executeQuery()) {
      while (found.next()) {
        Tags tags = Tags.of("topic", found.getString(1), "kind", found.getString(2));
        rows.add(MultiGauge.Row.of(tags, found.getLong(3)));
      }
      troubled = false;
    } catch (SQLException e) {
      if (!troubled && running) {
        log.warn("Dead letters cannot be counted now: {}", e.getMessage());
      }
      troubled = true; // and no numbers until they can be
    }
    gauge.register(rows, true);
  }

  @Override
  public void stop() {
    running = false;
    executor.shutdownNow();
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
