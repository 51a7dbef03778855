package io.tidemark.query.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidemark.query.freshness.TideMonitor;
import io.tidemark.web.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers that are ready before they are asked for.
 *
 * <p>An answer knows which versions of the rows it was made of, read in the same snapshot as the
 * rows. So nothing needs to be marked on a commit, and no mark can be lost by a load that began
 * before it: an answer is out of date exactly if its versions are lower than the newest ones known.
 *
 * <p>Answers that are in use are made anew in the background as soon as they are out of date, by
 * versions or by the clock, one load at a time for each key; until then the old one is served.
 * Those not in use are retired: the next request waits for a new one, and gets the old one only if
 * none can be made. Any number of requests wait for one load.
 *
 * @param <K> what an answer depends on, including what its reader may see
 * @param <B> what is kept of an answer
 */
public final class AnswerCache<K, B> {

  /** Makes an answer from the database. */
  @FunctionalInterface
  public interface Loader<K, B> {
    Answer<B> load(K key) throws Exception;
  }

  private static final Logger log = LoggerFactory.getLogger(AnswerCache.class);

  private static final long JUST_NOW_NANOS = 2_000_000_000;

  /** A little less than the poll, so that each poll finds it over. */
  private static final long CALM_NANOS = 900_000_000;

  private final Cache<K, Entry> entries;
  private final Loader<K, B> loader;
  private final Executor executor;
  private final CacheProperties properties;
  private final Supplier<Duration> ttl;
  private final long pauseNanos;
  private final TideMonitor monitor;
  private final Clock clock;

  public AnswerCache(
      Loader<K, B> loader,
      Executor executor,
      CacheProperties properties,
      Supplier<Duration> ttl,
      TideMonitor monitor,
      Clock clock) {
    this(loader, executor, properties, ttl, Duration.ZERO, monitor, clock);
  }

  /**
   * A cache whose answers are not made anew by each commit.
   *
   * @param pause how long an answer is served at least before it is made anew: where there is one
   *     for each account, and the commits of all accounts concern each, a busy projector would keep
   *     all of them busy
   */
  public AnswerCache(
      Loader<K, B> loader,
      Executor executor,
      CacheProperties properties,
      Supplier<Duration> ttl,
      Duration pause,
      TideMonitor monitor,
      Clock clock) {
    this.loader = loader;
    this.pauseNanos = pause.toNanos();
    this.executor = executor;
    this.properties = properties;
    this.ttl = ttl;
    this.monitor = monitor;
    this.clock = clock;
    this.entries = Caffeine.newBuilder().maximumSize(properties.maxAnswers()).recordStats().build();
    monitor.onLook(_ -> sweep());
  }

  /** The Caffeine cache, for its statistics. */
  public Cache<K, ?> statistics() {
    return entries;
  }

  /**
   * The answer that is there, or else a new one.
   *
   * @throws ProblemException if there is none and none can be made, or what the loader throws as an
   *     answer of its own, such as that there is no such thing
   */
  public Answer<B> get(K key) {
    Entry entry = entries.getIfPresent(key);
    if (entry == null) {
      entry = entries.get(key, Entry::new);
    }
    entry.touch();
    Answer<B> answer = entry.answer;
    if (answer == null) {
      return await(entry);
    }
    if (isOutOfDate(answer) && !entry.hasJustFailed() && !entry.pauses()) {
      entry.refresh();
    }
    return answer;
  }

  private Answer<B> await(Entry entry) {
    try {
      return entry.load().get(properties.loadTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ProblemException instead) {
        throw instead;
      }
      return entry.lastKnownOr(unavailable(e.getCause()));
    } catch (TimeoutException e) {
      return entry.lastKnownOr(unavailable(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(e);
    }
  }

  private static ProblemException unavailable(@Nullable Throwable cause) {
    return ProblemException.unavailable(
        "read-model-unavailable",
        "The figures cannot be read now, and none are in memory for this request.",
        cause);
  }

  private boolean isOutOfDate(Entry entry) {
    Answer<B> answer = entry.answer;
    return answer != null && isOutOfDate(answer);
  }

  private boolean isOutOfDate(Answer<B> answer) {
    return answer.versions().isBehind(monitor.tide().versions(), answer.dependsOn())
        || answer.partial()
        || isExpired(answer);
  }

  private boolean isExpired(Answer<B> answer) {
    long now = clock.millis();
    Instant changesAt = answer.changesAt();
    return (changesAt != null && now >= changesAt.toEpochMilli())
        || now >= answer.madeAt().toEpochMilli() + ttl.get().toMillis();
  }

  /**
   * After each look at the database: makes anew what is in use and out of date, retires the rest.
   * What was asked for a moment ago at once; what was asked for lately at most once a second, so
   * that a busy projector does not keep everyone's last page busy too.
   */
  private void sweep() {
    long now = System.nanoTime();
    List<Used> outOfDate =
        entries.asMap().values().stream()
            .filter(this::isOutOfDate)
            .map(entry -> new Used(entry, now - entry.lastUsed))
            .sorted(Comparator.comparingLong(Used::nanosAgo))
            .toList();
    for (int i = 0; i < outOfDate.size(); i++) {
      Used used = outOfDate.get(i);
      Entry entry = used.entry();
      if (i >= properties.maxHot() || used.nanosAgo() > properties.hotFor().toNanos()) {
        entry.retire();
      } else if (!entry.pauses()
          && (used.nanosAgo() < JUST_NOW_NANOS || now - entry.loadedAt > CALM_NANOS)) {
        entry.refresh();
      }
    }
  }

  /** An entry as it was when looked at: requests go on touching it while entries are sorted. */
  private final class Used {
    private final Entry entry;
    private final long nanosAgo;

    Used(Entry entry, long nanosAgo) {
      this.entry = entry;
      this.nanosAgo = nanosAgo;
    }

    Entry entry() {
      return entry;
    }

    long nanosAgo() {
      return nanosAgo;
    }
  }

  private final class Entry {

    /** Written at most every so often: a line that all cores write to would cost each read. */
    private static final long TOUCH_NANOS = 100_000_000;

    /** While the database is away, requests are answered from memory rather than try it each. */
    private static final long RETRY_NANOS = 500_000_000;

    private final K key;
    private final AtomicReference<@Nullable CompletableFuture<Answer<B>>> inFlight =
        new AtomicReference<>();
    private volatile @Nullable Answer<B> answer;

    /** What {@link #answer} was before nobody asked for it any more. */
    private volatile @Nullable Answer<B> retired;

    private volatile long lastUsed = System.nanoTime();
    private volatile long loadedAt = System.nanoTime();
    private volatile long failedAt = System.nanoTime() - RETRY_NANOS;

    Entry(K key) {
      this.key = key;
    }

    void touch() {
      long now = System.nanoTime();
      if (now - lastUsed > TOUCH_NANOS) {
        lastUsed = now;
      }
    }

    boolean hasJustFailed() {
      return System.nanoTime() - failedAt < RETRY_NANOS;
    }

    boolean pauses() {
      return System.nanoTime() - loadedAt < pauseNanos;
    }

    void retire() {
      retired = answer;
      answer = null;
    }

    /** Old as it may be, it says of when it is; from now on without waiting. */
    Answer<B> lastKnownOr(ProblemException none) {
      Answer<B> known = answer;
      if (known == null) {
        known = retired;
        answer = known;
      }
      if (known == null) {
        throw none;
      }
      return known;
    }

    /** Has a new answer made, for whoever asks next. */
    void refresh() {
      var _ = load();
    }

    /** Joins the load that is under way, or begins one. */
    CompletableFuture<Answer<B>> load() {
      CompletableFuture<Answer<B>> mine = new CompletableFuture<>();
      CompletableFuture<Answer<B>> running = inFlight.compareAndExchange(null, mine);
      if (running != null) {
        return running;
      }
      try {
        executor.execute(() -> run(mine));
      } catch (RuntimeException e) {
        inFlight.set(null);
        mine.completeExceptionally(e); // shutting down
      }
      return mine;
    }

    private void run(CompletableFuture<Answer<B>> mine) {
      boolean again = false;
      loadedAt = System.nanoTime();
      try {
        Answer<B> made = better(loader.load(key));
        answer = made;
        retired = null;
        if (made.partial()) {
          failedAt = System.nanoTime();
        }
        inFlight.set(null);
        mine.complete(made);
        // a commit that came meanwhile found this load under way and began none
        again =
            !hasJustFailed()
                && !pauses()
                && made.versions().isBehind(monitor.tide().versions(), made.dependsOn());
      } catch (ProblemException e) {
        // an answer as well, such as that it is gone: nothing is left to be served
        answer = null;
        entries.asMap().remove(key, this);
        inFlight.set(null);
        mine.completeExceptionally(e);
      } catch (Throwable e) {
        // whatever it is, those who wait must hear of it
        log.debug("No new answer for {}", key, e);
        failedAt = System.nanoTime();
        if (answer == null && retired == null) {
          entries.asMap().remove(key, this);
        }
        inFlight.set(null);
        mine.completeExceptionally(e);
      }
      if (again) {
        refresh();
      }
    }

    /** A partial answer only where there is no whole one, however old. */
    private Answer<B> better(Answer<B> made) {
      Answer<B> known = answer == null ? retired : answer;
      if (!made.partial() || known == null || known.partial()) {
        return made;
      }
      failedAt = System.nanoTime();
      return known;
    }
  }

  /** Makes these answers, so that the first to ask finds them. A failure is only logged. */
  public void warm(List<K> keys) {
    for (K key : keys) {
      try {
        get(key);
      } catch (ProblemException e) {
        log.warn("Not warmed, {} will be made when asked for: {}", key, e.detail());
      }
    }
  }
}
