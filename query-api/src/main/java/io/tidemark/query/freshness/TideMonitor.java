package io.tidemark.query.freshness;

import io.tidemark.query.figures.Calendar;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows how far the projector has come. The rows, read each second, are the truth; a notification
 * only makes it look at once. A connection and a thread of its own, so that no pool can be drained.
 */
public final class TideMonitor implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TideMonitor.class);

  /** Opens the connection to listen on; it must time out when the other side has vanished. */
  @FunctionalInterface
  interface Connector {
    Connection connect() throws SQLException;
  }

  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(2);

  private final Connector connector;
  private final FreshnessProperties properties;
  private final Calendar configured;
  private final List<Consumer<Tide>> listeners = new CopyOnWriteArrayList<>();
  private final CountDownLatch firstLook = new CountDownLatch(1);
  private final Thread thread;

  /** Notified after each look; whoever changes {@link #look} holds it. */
  private final Object looked = new Object();

  private volatile Look look;
  private volatile boolean connected;
  private volatile boolean running = true;
  private volatile @Nullable Connection connection;

  /**
   * @param configured the calendar of a generation that says none
   */
  TideMonitor(Connector connector, FreshnessProperties properties, Calendar configured) {
    this.connector = connector;
    this.properties = properties;
    this.configured = configured;
    this.look = Look.none(configured);
    this.thread = Thread.ofPlatform().name("tidemark-tide").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** What is known now; the last known where the database is away. */
  public Tide tide() {
    return look.tide();
  }

  /** The same, with how far each partition is folded in. */
  public Look look() {
    return look;
  }

  /**
   * How many records are missing in figures of these groups that were made of these versions, as
   * far as is known now.
   */
  public long missingIn(Versions versions, Set<MetricGroup> groups) {
    Versions newest = tide().versions();
    long missing = newest.letters().missingIn(groups);
    // a letter that has been folded since is missing in older figures, and in newer ones only what
    // is missing now: a letter may come and go without a figure that changes
    return versions.isBehind(newest, groups)
        ? Math.max(missing, versions.letters().missingIn(groups))
        : missing;
  }

  /**
   * The first statement of a snapshot: which generation all others have to read, and how far it has
   * come.
   */
  Tide read(Connection snapshot) throws SQLException {
    // before the snapshot: an answer must never be taken for one of a later epoch than its rows
    Tide known = look.tide();
    Tide now = Tide.read(snapshot, known.versions().epoch(), configured);
    return isOfAnother(now, known) ? notice(now) : now;
  }

  /**
   * A reader may come upon another generation before this monitor does. Who has seen an answer of
   * it is shown none from before it, so its epoch begins now, and not with the next look.
   */
  private Tide notice(Tide now) {
    synchronized (looked) {
      Tide known = look.tide();
      if (known.versions().isAheadOf(now.versions())) {
        return now; // it is the snapshot that is older
      }
      if (isOfAnother(now, known)) {
        known = now.withEpoch(known.versions().epoch() + 1);
        look = new Look(look.number(), known, look.reached());
      }
      return now.withEpoch(known.versions().epoch());
    }
  }

  private static boolean isOfAnother(Tide now, Tide known) {
    return now.generation().number() != known.generation().number();
  }

  /** Waits until there has been another look than this one, at most so long. */
  public void awaitLookAfter(Look seen, Duration longest) throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    synchronized (looked) {
      for (long left = longest.toNanos();
          look.number() == seen.number() && left > 0;
          left = end - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(looked, left);
      }
    }
  }

  /** Whether {@link #tide()} is as fresh as the last poll, or the database is away. */
  public boolean connected() {
    return connected;
  }

  /** Is told after each look at the database, on the monitor's thread: it must not block. */
  public void onLook(Consumer<Tide> listener) {
    listeners.add(listener);
  }

  /** Waits until the database has been seen once, at most so long. */
  public boolean awaitFirstLook(Duration longest) throws InterruptedException {
    return firstLook.await(longest.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void run() {
    long backoffMillis = 50;
    while (running) {
      try (Connection listening = connector.connect()) {
        connection = listening;
        try (Statement statement = listening.createStatement()) {
          statement.execute("listen tidemark");
        }
        // listening began before this look, so that no commit falls between the two
        look(listening);
        backoffMillis = 50;
        follow(listening);
      } catch (SQLException e) {
        if (running && (connected || backoffMillis == 50)) {
          log.warn("The database is away, answers come from memory: {}", e.getMessage());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      connected = false;
      if (!sleep(backoffMillis)) {
        return;
      }
      backoffMillis = Math.min(backoffMillis * 2, LONGEST_BACKOFF.toMillis());
    }
  }

  private void follow(Connection listening) throws SQLException, InterruptedException {
    PGConnection notified = listening.unwrap(PGConnection.class);
    int pollMillis = (int) properties.poll().toMillis();
    while (running) {
      long looked = System.nanoTime();
      PGNotification[] news = notified.getNotifications(pollMillis);
      if (news != null && news.length > 0) {
        long early =
            properties.minInterval().toMillis()
                - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - looked);
        if (early > 0) {
          Thread.sleep(early); // what is notified meanwhile is seen by the same look
        }
      }
      look(listening);
    }
  }

  private void look(Connection listening) throws SQLException {
    Reached reached = Reached.read(listening);
    Tide read = Tide.read(listening, 0, configured);
    Tide now;
    synchronized (looked) {
      Tide before = look.tide();
      long epoch = before.versions().epoch();
      boolean begins = before.versions().isAheadOf(read.versions()) || isOfAnother(read, before);
      now = read.withEpoch(begins ? epoch + 1 : epoch);
      look = new Look(look.number() + 1, now, reached);
    }
    if (!connected) {
      connected = true;
      log.info("Following the projector");
    }
    firstLook.countDown();
    for (Consumer<Tide> listener : listeners) {
      try {
        listener.accept(now);
      } catch (RuntimeException e) {
        // one listener's trouble must not keep the others from the news
        log.error("A listener failed", e);
      }
    }
    synchronized (looked) {
      looked.notifyAll();
    }
  }

  private boolean sleep(long millis) {
    try {
      Thread.sleep(millis);
      return running;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    running = false;
    thread.interrupt();
    Connection open = connection;
    if (open != null) {
      try {
        open.abort(Runnable::run);
      } catch (SQLException e) {
        log.debug("The listening connection was not open any more", e);
      }
    }
    try {
      thread.join(2_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
