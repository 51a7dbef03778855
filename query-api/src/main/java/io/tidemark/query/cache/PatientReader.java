package io.tidemark.query.cache;

import io.tidemark.query.freshness.AtLeast;
import io.tidemark.query.freshness.Look;
import io.tidemark.query.freshness.OtherCalendar;
import io.tidemark.query.freshness.TideMonitor;
import io.tidemark.query.freshness.Versions;
import io.tidemark.web.ProblemException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A request that is not content with whatever answer is there.
 *
 * <p>An answer holds what was written if a look at the database has shown that it is folded in, and
 * the answer is not behind that look in what it is made of: its versions were read in the same
 * snapshot as its rows. Until the look comes that shows it, nothing is read: the request waits
 * without a connection, and any number of them for the same load. An answer is not older than
 * another one that was shown if it is not behind its versions in what it is made of.
 *
 * @param <K> see {@link AnswerCache}
 * @param <B> see {@link AnswerCache}
 */
final class PatientReader<K, B> {

  private final AnswerCache<K, B> cache;
  private final K key;
  private final AtLeast wanted;
  private final TideMonitor monitor;
  private final Duration loadTimeout;

  /** Why no answer could be made, though what is wanted is there. */
  private @Nullable ProblemException failure;

  PatientReader(
      AnswerCache<K, B> cache, K key, AtLeast wanted, TideMonitor monitor, Duration loadTimeout) {
    this.cache = cache;
    this.key = key;
    this.wanted = wanted;
    this.monitor = monitor;
    this.loadTimeout = loadTimeout;
  }

  Answer<B> read() {
    long end = System.nanoTime() + wanted.patience().toNanos();
    try {
      while (true) {
        Look look = monitor.look();
        Answer<B> answer = readAt(look);
        if (answer != null) {
          return answer;
        }
        Duration left = Duration.ofNanos(end - System.nanoTime());
        if (!left.isPositive()) {
          return late();
        }
        monitor.awaitLookAfter(look, left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw AnswerCache.unavailable(e);
    }
  }

  private Answer<B> late() {
    if (wanted.lenient()) {
      return cache.get(key).asStale();
    }
    throw failure != null
        ? failure
        : ProblemException.unavailable(
            "not-yet-visible",
            "What Tidemark-At-Least asks for is not in the figures yet. Ask again, wait longer"
                + " (Prefer: wait), or take older figures (Prefer: handling=lenient).",
            null);
  }

  private @Nullable Answer<B> readAt(Look look) throws InterruptedException {
    failure = null;
    Entry<K, B> entry = cache.entry(key);
    Answer<B> known = entry.answer;
    Answer<B> held = known == null ? null : held(known, look);
    if (held != null) {
      return cache.served(entry, held);
    }
    if (!wanted.isWrittenBy(look)) {
      return null;
    }
    boolean reached = wanted.isReachedBy(look);
    // a load that is under way may show what was before the look: then the one after it counts
    boolean joined = entry.isLoading();
    Answer<B> made = load(entry, look, reached && !joined);
    return made == null && joined ? load(cache.entry(key), look, reached) : made;
  }

  /**
   * @param afterLook whether the load begins after a look that has reached all of it: then it also
   *     counts if there is no such thing
   */
  private @Nullable Answer<B> load(Entry<K, B> entry, Look look, boolean afterLook)
      throws InterruptedException {
    try {
      return held(entry.load().get(loadTimeout.toMillis(), TimeUnit.MILLISECONDS), look);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof OtherCalendar other) {
        throw other;
      }
      if (e.getCause() instanceof ProblemException instead) {
        if (afterLook) {
          throw instead;
        }
      } else {
        failure = AnswerCache.unavailable(e.getCause());
      }
    } catch (TimeoutException e) {
      failure = AnswerCache.unavailable(e);
    }
    return null;
  }

  /** The answer if it holds what is wanted, with all that it is not behind. */
  private @Nullable Answer<B> held(Answer<B> answer, Look look) {
    Versions versions = answer.versions();
    if (wanted.isBeforeSeen(versions, answer.dependsOn())) {
      return null;
    }
    if (wanted.written().isEmpty()) {
      return answer.notBehind(wanted.seen());
    }
    Versions looked = look.tide().versions();
    return wanted.isWrittenBy(look) && !versions.isBehind(looked, answer.dependsOn())
        ? answer.notBehind(wanted.seen()).notBehind(looked)
        : null;
  }
}
