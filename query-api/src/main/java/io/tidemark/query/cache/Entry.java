package io.tidemark.query.cache;

import io.tidemark.query.freshness.OtherCalendar;
import io.tidemark.web.ProblemException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An answer in its cache, and the one load of a new one.
 *
 * @param <K> see {@link AnswerCache}
 * @param <B> see {@link AnswerCache}
 */
final class Entry<K, B> {

  private static final Logger log = LoggerFactory.getLogger(Entry.class);

  /** Written at most every so often: a line that all cores write to would cost each read. */
  private static final long TOUCH_NANOS = 100_000_000;

  /** While the database is away, requests are answered from memory rather than try it each. */
  private static final long RETRY_NANOS = 500_000_000;

  private final AnswerCache<K, B> cache;
  private final K key;
  private final AtomicReference<@Nullable CompletableFuture<Answer<B>>> inFlight =
      new AtomicReference<>();
  volatile @Nullable Answer<B> answer;

  /** What {@link #answer} was before nobody asked for it any more. */
  private volatile @Nullable Answer<B> retired;

  volatile long lastUsed = System.nanoTime();
  volatile long loadedAt = System.nanoTime();
  private volatile long failedAt = System.nanoTime() - RETRY_NANOS;

  Entry(AnswerCache<K, B> cache, K key) {
    this.cache = cache;
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
    return System.nanoTime() - loadedAt < cache.pauseNanos;
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

  /** Whether a load is under way, which may have begun a while ago. */
  boolean isLoading() {
    return inFlight.get() != null;
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
      cache.executor.execute(() -> run(mine));
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
      Answer<B> made = better(cache.loader.load(key));
      answer = made;
      retired = null;
      if (made.partial()) {
        failedAt = System.nanoTime();
      }
      inFlight.set(null);
      mine.complete(made);
      // a commit that came meanwhile found this load under way and began none
      again = !hasJustFailed() && !pauses() && cache.isBehind(made);
    } catch (ProblemException | OtherCalendar e) {
      // an answer as well, such as that it is gone, or means other days: nothing is left to be
      // served
      answer = null;
      cache.forget(key, this);
      inFlight.set(null);
      mine.completeExceptionally(e);
    } catch (Throwable e) {
      // whatever it is, those who wait must hear of it
      log.debug("No new answer for {}", key, e);
      failedAt = System.nanoTime();
      if (answer == null && retired == null) {
        cache.forget(key, this);
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
