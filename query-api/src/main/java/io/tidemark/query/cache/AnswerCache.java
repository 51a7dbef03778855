package io.tidemark.query.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidemark.query.figures.Calendar;
import io.tidemark.query.freshness.AtLeast;
import io.tidemark.query.freshness.OtherCalendar;
import io.tidemark.query.freshness.TideMonitor;
import io.tidemark.web.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
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

  /** In the course of one request. */
  private static final int MOST_SWITCHES = 3;

  private static final long JUST_NOW_NANOS = 2_000_000_000;

  /** A little less than the poll, so that each poll finds it over. */
  private static final long CALM_NANOS = 900_000_000;

  private final Cache<K, Entry<K, B>> entries;
  final Loader<K, B> loader;
  final Executor executor;
  private final CacheProperties properties;
  private final Supplier<Duration> ttl;
  final long pauseNanos;
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
    Entry<K, B> entry = entry(key);
    Answer<B> answer = entry.answer;
    return answer == null || (isOfEarlierEpoch(answer) && !entry.hasJustFailed())
        ? await(entry)
        : served(entry, answer);
  }

  /**
   * The answer that is there if it holds what is wanted, or else a new one, as soon as one can.
   *
   * @throws ProblemException 503 if it could not in time, and an older one will not do
   */
  public Answer<B> get(K key, AtLeast wanted) {
    if (wanted.equals(AtLeast.NOTHING)) {
      return get(key);
    }
    return new PatientReader<>(this, key, wanted, monitor, properties.loadTimeout()).read();
  }

  /**
   * The answer to a question about days, understood with the calendar of the generation that
   * serves: it may turn out to be another's only when the rows are read.
   *
   * @throws ProblemException as {@link #get(Object, AtLeast)}
   */
  public Answer<B> ask(Function<Calendar, K> question, AtLeast wanted) {
    Calendar calendar = monitor.tide().generation().calendar();
    for (int switches = 0; ; switches++) {
      try {
        return get(question.apply(calendar), wanted);
      } catch (OtherCalendar other) {
        if (switches == MOST_SWITCHES) {
          throw unavailable(other);
        }
        calendar = other.calendar();
      }
    }
  }

  Entry<K, B> entry(K key) {
    Entry<K, B> entry = entries.getIfPresent(key);
    if (entry == null) {
      entry = entries.get(key, _ -> new Entry<>(this, key));
    }
    entry.touch();
    return entry;
  }

  Answer<B> served(Entry<K, B> entry, Answer<B> answer) {
    if (isOutOfDate(answer) && !entry.hasJustFailed() && !entry.pauses()) {
      entry.refresh();
    }
    return answer;
  }

  private Answer<B> await(Entry<K, B> entry) {
    try {
      long patience = properties.loadTimeout().toMillis();
      boolean joined = entry.isLoading();
      Answer<B> made = entry.load().get(patience, TimeUnit.MILLISECONDS);
      // a load that was under way when this request came may show what served before
      return joined && isOfEarlierEpoch(made)
          ? entry.load().get(patience, TimeUnit.MILLISECONDS)
          : made;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ProblemException instead) {
        throw instead;
      }
      if (e.getCause() instanceof OtherCalendar other) {
        throw other;
      }
      return entry.lastKnownOr(unavailable(e.getCause()));
    } catch (TimeoutException e) {
      return entry.lastKnownOr(unavailable(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(e);
    }
  }

  static ProblemException unavailable(@Nullable Throwable cause) {
    return ProblemException.unavailable(
        "read-model-unavailable",
        "The figures cannot be read now, and none are in memory for this request.",
        cause);
  }

  private boolean isOutOfDate(Entry<K, B> entry) {
    Answer<B> answer = entry.answer;
    return answer != null && isOutOfDate(answer);
  }

  private boolean isOutOfDate(Answer<B> answer) {
    return isBehind(answer) || answer.partial() || isExpired(answer);
  }

  /** Nobody who has seen what serves now may be given what served before, from one key or other. */
  private boolean isOfEarlierEpoch(Answer<B> answer) {
    return answer.versions().epoch() != monitor.tide().versions().epoch();
  }

  boolean isBehind(Answer<B> answer) {
    return answer.versions().isBehind(monitor.tide().versions(), answer.dependsOn());
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
      Entry<K, B> entry = used.entry();
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
    private final Entry<K, B> entry;
    private final long nanosAgo;

    Used(Entry<K, B> entry, long nanosAgo) {
      this.entry = entry;
      this.nanosAgo = nanosAgo;
    }

    Entry<K, B> entry() {
      return entry;
    }

    long nanosAgo() {
      return nanosAgo;
    }
  }

  void forget(K key, Entry<K, B> entry) {
    entries.asMap().remove(key, entry);
  }

  /** Answers these questions, so that the first to ask finds it done. A failure is only logged. */
  public void warm(List<Function<Calendar, K>> questions) {
    for (Function<Calendar, K> question : questions) {
      try {
        ask(question, AtLeast.NOTHING);
      } catch (ProblemException e) {
        log.warn("Not warmed, it will be made when asked for: {}", e.detail());
      }
    }
  }
}
