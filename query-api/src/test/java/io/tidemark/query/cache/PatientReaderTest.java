package io.tidemark.query.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.query.Eventually;
import io.tidemark.query.freshness.AtLeast;
import io.tidemark.query.freshness.MetricGroup;
import io.tidemark.web.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What passes for an answer that is new enough, and what does not. */
class PatientReaderTest extends CacheFixture {

  PatientReaderTest() {
    hotFor = Duration.ZERO; // nothing is hot: only who asks has answers made
    hot = 0;
  }

  /** All that has been committed until now. */
  private static AtLeast now(Duration patience, boolean lenient) {
    return new AtLeast(List.of(), monitor.tide().versions(), patience, lenient);
  }

  @Test
  void an_answer_in_memory_that_holds_it_is_given() {
    AnswerCache<String, byte[]> cache = cache(_ -> ofNow());
    Answer<byte[]> known = cache.get("key");
    assertThat(cache.get("key", now(Duration.ofSeconds(1), false)).body()).isSameAs(known.body());
    assertThat(loads.get()).isEqualTo(1);
  }

  @Test
  void a_commit_of_another_group_does_not_make_it_older() {
    AnswerCache<String, byte[]> cache = cache(_ -> ofNow());
    cache.get("key");
    long staff = monitor.tide().versions().of(MetricGroup.STAFF);
    rows.silently(
        "update tidemark.watermark set version = version + 1 where metric_group = 'staff';"
            + " select pg_notify('tidemark', 'staff')");
    Eventually.holds(() -> monitor.tide().versions().of(MetricGroup.STAFF) > staff);
    AtLeast wanted = now(Duration.ofSeconds(1), false);
    Answer<byte[]> answer = cache.get("key", wanted);
    assertThat(loads.get()).isEqualTo(1);
    // but its reader has seen that commit, and the answer's token says so
    assertThat(answer.versions().token()).isEqualTo(wanted.seen().token());
  }

  @Test
  void a_load_that_began_before_does_not_pass_for_one_after_it() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch committed = new CountDownLatch(1);
    AnswerCache<String, byte[]> cache =
        cache(
            _ -> {
              Answer<byte[]> answer = ofNow();
              if (loads.get() == 1) {
                begun.countDown();
                committed.await();
              }
              return answer;
            });
    var first = CompletableFuture.supplyAsync(() -> cache.get("key"), loaders);
    begun.await();
    String version = Long.toString(commit());
    AtLeast wanted = now(Duration.ofSeconds(10), false);
    var patient = CompletableFuture.supplyAsync(() -> cache.get("key", wanted), loaders);
    Thread.sleep(50);
    committed.countDown();
    assertThat(text(patient.get())).isEqualTo(version);
    assertThat(text(first.get())).isNotEqualTo(version);
  }

  @Test
  void that_there_is_no_such_thing_counts_only_if_it_was_looked_for_after_it() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch committed = new CountDownLatch(1);
    AnswerCache<String, byte[]> cache =
        cache(
            key -> {
              boolean isFirst = loads.get() == 1;
              if (isFirst) {
                begun.countDown();
                committed.await();
              }
              if (isFirst || key.equals("never")) {
                throw ProblemException.notFound("There is none.");
              }
              return ofNow();
            });
    var first = CompletableFuture.supplyAsync(() -> cache.get("key"), loaders);
    begun.await();
    String version = Long.toString(commit());
    AtLeast wanted = now(Duration.ofSeconds(10), false);
    var patient = CompletableFuture.supplyAsync(() -> cache.get("key", wanted), loaders);
    Thread.sleep(50);
    committed.countDown();
    assertThat(text(patient.get())).isEqualTo(version);
    assertThat(first).failsWithin(Duration.ofSeconds(1));
    long began = System.nanoTime();
    assertThatThrownBy(() -> cache.get("never", wanted))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.status().value()).isEqualTo(404));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void where_none_can_be_made_a_strict_reader_is_told_and_a_lenient_one_gets_the_last() {
    AnswerCache<String, byte[]> cache = loadedOnce();
    Answer<byte[]> last = cache.get("key");
    commit();
    assertThatThrownBy(() -> cache.get("key", now(Duration.ofMillis(100), false)))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.code()).isEqualTo("read-model-unavailable"));
    Answer<byte[]> older = cache.get("key", now(Duration.ofMillis(100), true));
    assertThat(older.stale()).isTrue();
    assertThat(older.body()).isSameAs(last.body());
    assertThat(older.versions().token()).isEqualTo(last.versions().token());
  }
}
