package io.tidemark.query.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.query.Eventually;
import io.tidemark.web.ProblemException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a cache says where an answer cannot be made: the last one, or why there is none. */
class FailedLoadsTest extends CacheFixture {

  @Test
  void an_answer_not_in_use_is_served_where_none_can_be_made() {
    hotFor = Duration.ZERO;
    AnswerCache<String, byte[]> cache = loadedOnce();
    Answer<byte[]> first = cache.get("key");
    commit();
    commit();
    assertThat(cache.get("key")).isSameAs(first);
    assertThat(loads.get()).isEqualTo(2);
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
  void a_failed_load_leaves_the_old_answer_and_is_not_repeated_by_every_request() {
    ttl = Duration.ofMillis(1);
    AnswerCache<String, byte[]> cache = loadedOnce();
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
