package io.tidemark.query.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.query.Eventually;
import io.tidemark.query.freshness.MetricGroup;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The cache alone, following the commits of a real database. */
class AnswerCacheTest extends CacheFixture {

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
}
