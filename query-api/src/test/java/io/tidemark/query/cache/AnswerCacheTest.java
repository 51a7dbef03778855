package io.tidemark.query.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.query.Eventually;
import io.tidemark.query.QueryServer;
import io.tidemark.query.ReadModel;
import io.tidemark.query.freshness.MetricGroup;
import io.tidemark.query.freshness.TideMonitor;
import io.tidemark.query.freshness.Versions;
import io.tidemark.web.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The cache alone, following the commits of a real database. */
class AnswerCacheTest {

  private static final QueryServer server = QueryServer.shared();
  private static final TideMonitor monitor = server.bean(TideMonitor.class);
  private static final ReadModel rows = new ReadModel(server.database());

  private final ExecutorService loaders = Executors.newFixedThreadPool(4);
  private final AtomicInteger loads = new AtomicInteger();
  private volatile Duration ttl = Duration.ofHours(1);
  private volatile Duration hotFor = Duration.ofHours(1);

  @AfterEach
  void stop() {
    loaders.shutdownNow();
  }

  private AnswerCache<String, byte[]> cache(AnswerCache.Loader<String, byte[]> loader) {
    return new AnswerCache<>(
        key -> {
          loads.incrementAndGet();
          return loader.load(key);
        },
        loaders,
        new CacheProperties(100, hotFor, 10, Duration.ofSeconds(2), 2),
        () -> ttl,
        monitor,
        Clock.systemUTC());
  }

  private static Answer<byte[]> answer(
      String body, Versions versions, @Nullable Instant changesAt) {
    byte[] bytes = body.getBytes(UTF_8);
    return new Answer<>(
        bytes,
        Answer.etagOf(bytes),
        null,
        versions,
        Set.of(MetricGroup.BOOKINGS),
        Instant.now(),
        changesAt,
        false);
  }

  /** An answer that says which version of the bookings it is of. */
  private static Answer<byte[]> ofNow() {
    Versions versions = monitor.tide().versions();
    return answer(Long.toString(versions.of(MetricGroup.BOOKINGS)), versions, null);
  }

  private static String text(Answer<byte[]> answer) {
    return new String(answer.body(), UTF_8);
  }

  private static long commit() {
    long before = monitor.tide().versions().of(MetricGroup.BOOKINGS);
    rows.commit(Instant.parse("2026-01-01T00:00:00Z"), "select 1");
    Eventually.holds(() -> monitor.tide().versions().of(MetricGroup.BOOKINGS) > before);
    return monitor.tide().versions().of(MetricGroup.BOOKINGS);
  }

  @Test
  void any_number_of_requests_for_a_missing_answer_wait_for_one_load()
      throws ExecutionException, InterruptedException {
    CountDownLatch open = new CountDownLatch(1);
    AnswerCache<String, byte[]> cache =
        cache(
            _ -> {
              open.await();
              return ofNow();
            });
    List<Future<Answer<byte[]>>> requests = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 100; i++) {
        requests.add(callers.submit(() -> cache.get("key")));
      }
      Eventually.holds(() -> loads.get() == 1);
      Thread.sleep(20);
      open.countDown();
      Answer<byte[]> one = requests.getFirst().get();
      for (Future<Answer<byte[]>> request : requests) {
        assertThat(request.get()).isSameAs(one);
      }
    }
    assertThat(loads.get()).isEqualTo(1);
  }

  @Test
  void an_answer_in_use_is_made_anew_by_a_commit_without_being_asked_for() {
    AnswerCache<String, byte[]> cache = cache(_ -> ofNow());
    cache.get("key");
    commit();
    Eventually.holds(() -> loads.get() == 2);
    long version = commit();
    Eventually.holds(() -> text(cache.get("key")).equals(Long.toString(version)));
  }

  @Test
  void a_commit_of_another_group_leaves_an_answer_alone() throws InterruptedException {
    AnswerCache<String, byte[]> cache = cache(_ -> ofNow());
    cache.get("key");
    long staff = monitor.tide().versions().of(MetricGroup.STAFF);
    rows.silently(
        "update tidemark.watermark set version = version + 1 where metric_group = 'staff';"
            + " select pg_notify('tidemark', 'staff')");
    Eventually.holds(() -> monitor.tide().versions().of(MetricGroup.STAFF) > staff);
    Thread.sleep(50);
    assertThat(loads.get()).isEqualTo(1);
  }

  @Test
  void a_load_that_began_before_a_commit_does_not_pass_for_one_after_it()
      throws InterruptedException {
    CountDownLatch snapshotTaken = new CountDownLatch(1);
    CountDownLatch committed = new CountDownLatch(1);
    AnswerCache<String, byte[]> cache =
        cache(
            _ -> {
              Answer<byte[]> answer = ofNow();
              if (loads.get() == 2) {
                snapshotTaken.countDown();
                committed.await();
              }
              return answer;
            });
    cache.get("key");
    commit(); // begins the second load, which holds its snapshot
    snapshotTaken.await();
    long version = commit(); // finds a load under way
    committed.countDown();
    Eventually.holds(() -> text(cache.get("key")).equals(Long.toString(version)));
    assertThat(loads.get()).isEqualTo(3);
  }

  @Test
  void an_answer_not_in_use_is_not_made_anew_until_it_is_asked_for() {
    hotFor = Duration.ZERO;
    AnswerCache<String, byte[]> cache = cache(_ -> ofNow());
    cache.get("key");
    commit();
    long version = commit(); // the look at this one has retired it for the one before
    assertThat(loads.get()).isEqualTo(1);
    assertThat(text(cache.get("key"))).isEqualTo(Long.toString(version));
  }

  @Test
  void an_answer_not_in_use_is_served_where_none_can_be_made() {
    hotFor = Duration.ZERO;
    AnswerCache<String, byte[]> cache =
        cache(
            _ -> {
              if (loads.get() > 1) {
                throw new IllegalStateException("the database is away");
              }
              return ofNow();
            });
    Answer<byte[]> first = cache.get("key");
    commit();
    commit();
    assertThat(cache.get("key")).isSameAs(first);
    assertThat(loads.get()).isEqualTo(2);
  }

  @Test
  void a_partial_answer_never_takes_the_place_of_a_whole_one_and_is_made_anew_by_itself() {
    AtomicInteger partial = new AtomicInteger();
    AnswerCache<String, byte[]> cache =
        cache(
            _ -> {
              Answer<byte[]> made = ofNow();
              return partial.get() == 0 ? made : partially(made);
            });
    partial.set(1);
    assertThat(cache.get("key").partial()).isTrue();
    partial.set(0);
    Eventually.holds(() -> !cache.get("key").partial());
    Answer<byte[]> whole = cache.get("key");
    partial.set(1);
    int before = loads.get();
    commit();
    Eventually.holds(() -> loads.get() > before);
    assertThat(cache.get("key")).isSameAs(whole);
  }

  private static Answer<byte[]> partially(Answer<byte[]> made) {
    return new Answer<>(
        made.body(),
        made.etag(),
        made.asOf(),
        made.versions(),
        made.dependsOn(),
        made.madeAt(),
        made.changesAt(),
        true);
  }

  @Test
  void a_thing_that_is_gone_is_not_served_any_more() {
    AtomicInteger gone = new AtomicInteger();
    AnswerCache<String, byte[]> cache =
        cache(
            _ -> {
              if (gone.get() == 1) {
                throw ProblemException.notFound("It is gone.");
              }
              return ofNow();
            });
    cache.get("key");
    gone.set(1);
    commit();
    Eventually.holds(() -> cache.statistics().estimatedSize() == 0);
    assertThatThrownBy(() -> cache.get("key"))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.status().value()).isEqualTo(404));
  }

  @Test
  void an_expired_answer_is_served_while_the_next_is_made() {
    ttl = Duration.ofMillis(1);
    CountDownLatch never = new CountDownLatch(1);
    AnswerCache<String, byte[]> cache =
        cache(
            _ -> {
              if (loads.get() > 1) {
                never.await();
              }
              return ofNow();
            });
    Answer<byte[]> first = cache.get("key");
    Eventually.holds(() -> cache.get("key").equals(first) && loads.get() == 2);
  }

  @Test
  void an_answer_is_made_anew_when_time_alone_changes_it() {
    AnswerCache<String, byte[]> cache =
        cache(_ -> answer("x", monitor.tide().versions(), Instant.now().plusMillis(30)));
    cache.get("key");
    Eventually.holds(() -> loads.get() >= 2); // by the sweep of the next poll
  }

  @Test
  void a_cache_with_a_pause_leaves_commits_together() {
    AnswerCache<String, byte[]> cache =
        new AnswerCache<>(
            _ -> {
              loads.incrementAndGet();
              return ofNow();
            },
            loaders,
            new CacheProperties(100, hotFor, 10, Duration.ofSeconds(2), 2),
            () -> ttl,
            Duration.ofSeconds(1),
            monitor,
            Clock.systemUTC());
    long began = System.nanoTime();
    cache.get("key");
    long last = 0;
    for (int i = 0; i < 10; i++) {
      last = commit();
      cache.get("key");
    }
    assertThat(loads.get()).isLessThanOrEqualTo(1 + (int) ((System.nanoTime() - began) / 1e9));
    String newest = Long.toString(last);
    Eventually.holds(() -> text(cache.get("key")).equals(newest));
  }

  @Test
  void a_failed_load_leaves_the_old_answer_and_is_not_repeated_by_every_request() {
    ttl = Duration.ofMillis(1);
    AnswerCache<String, byte[]> cache =
        cache(
            _ -> {
              if (loads.get() > 1) {
                throw new IllegalStateException("the database is away");
              }
              return ofNow();
            });
    Answer<byte[]> first = cache.get("key");
    Eventually.holds(() -> cache.get("key").equals(first) && loads.get() == 2);
    for (int i = 0; i < 1000; i++) {
      assertThat(cache.get("key")).isSameAs(first);
    }
    assertThat(loads.get()).isLessThanOrEqualTo(4);
  }

  @Test
  void without_an_answer_a_failed_load_is_told_and_the_next_request_tries_again() {
    AnswerCache<String, byte[]> cache =
        cache(
            _ -> {
              if (loads.get() == 1) {
                throw new IllegalStateException("the database is away");
              }
              return ofNow();
            });
    assertThatThrownBy(() -> cache.get("key"))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.status().value()).isEqualTo(503));
    assertThat(cache.get("key")).isNotNull();
  }

  @Test
  void nobody_waits_for_a_load_that_hangs() {
    AnswerCache<String, byte[]> cache =
        cache(
            _ -> {
              Thread.sleep(Duration.ofMinutes(1));
              return ofNow();
            });
    assertThatThrownBy(() -> cache.get("key")).isInstanceOf(ProblemException.class);
  }
}
