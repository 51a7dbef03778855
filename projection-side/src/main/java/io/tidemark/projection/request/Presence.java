package io.tidemark.projection.request;

import io.tidemark.projection.engine.Calendar;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Says once a second that this projector is there, and by which definition it folds: in {@code
 * tidemark.instance}. Who has not been seen for {@value #GONE_SECONDS} seconds is taken for dead.
 */
public final class Presence implements SmartLifecycle {

  /** After how many seconds without a sign of life a projector is taken for dead. */
  public static final int GONE_SECONDS = 5;

  private static final Logger log = LoggerFactory.getLogger(Presence.class);

  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private static final String SAY =
      """
      insert into tidemark.instance (id, code, zone, week_starts_on, started_at, seen_at)
      values (?, ?, ?, ?, now(), now())
      on conflict (id) do update set seen_at = excluded.seen_at
      """;

  private static final String FORGET =
      "delete from tidemark.instance where id = ? or seen_at < now() - interval '1 day'";

  private final String id;
  private final String code;
  private final Calendar calendar;
  private final DataSource dataSource;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("presence").factory());
  private volatile boolean running;
  private volatile boolean trouble;

  /**
   * @param code what the release makes of events
   * @param calendar the configured one: what a generation would be folded by that is begun now
   */
  public Presence(String code, Calendar calendar, DataSource dataSource) {
    this.id = newId();
    this.code = code;
    this.calendar = calendar;
    this.dataSource = dataSource;
  }

  /** Of this run of this process: another after a restart. */
  public String id() {
    return id;
  }

  /** What the release makes of events. */
  public String code() {
    return code;
  }

  private static String newId() {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException _) {
      host = "projector"; // the rest of the id tells it from others
    }
    return host
        + "-"
        + ProcessHandle.current().pid()
        + "-"
        + UUID.randomUUID().toString().substring(0, 4);
  }

  @Override
  public void start() {
    running = true;
    var _ =
        executor.scheduleWithFixedDelay(this::say, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void say() {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement say = connection.prepareStatement(SAY)) {
      say.setString(1, id);
      say.setString(2, code);
      say.setString(3, calendar.zone().getId());
      say.setString(4, calendar.weekStart().name());
      say.executeUpdate();
      trouble = false;
    } catch (SQLException e) {
      if (!trouble && running) {
        log.warn("Cannot say that this projector is there: {}", e.getMessage());
      }
      trouble = true;
    }
  }

  @Override
  public void stop() {
    running = false;
    executor.shutdown();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement forget = connection.prepareStatement(FORGET)) {
      if (!executor.awaitTermination(2, TimeUnit.SECONDS)) {
        executor.shutdownNow();
      }
      forget.setString(1, id);
      forget.executeUpdate();
    } catch (SQLException e) {
      log.debug("Others will see that this projector has gone", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Before those who go by it, and after them when all is stopped. */
  @Override
  public int getPhase() {
    return -1;
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
