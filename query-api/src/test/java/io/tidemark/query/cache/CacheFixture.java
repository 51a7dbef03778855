package io.tidemark.query.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.query.Eventually;
import io.tidemark.query.QueryServer;
import io.tidemark.query.ReadModel;
import io.tidemark.query.freshness.MetricGroup;
import io.tidemark.query.freshness.TideMonitor;
import io.tidemark.query.freshness.Versions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** A cache of its own, following the commits of a real database. */
abstract class CacheFixture {

  static final QueryServer server = QueryServer.shared();
  static final TideMonitor monitor = server.bean(TideMonitor.class);
  static final ReadModel rows = new ReadModel(server.database());

  final ExecutorService loaders = Executors.newFixedThreadPool(4);
  final AtomicInteger loads = new AtomicInteger();
  volatile Duration ttl = Duration.ofHours(1);
  volatile Duration hotFor = Duration.ofHours(1);
  int hot = 10;

  @AfterEach
  final void stop() {
    loaders.shutdownNow();
  }

  final AnswerCache<String, byte[]> cache(AnswerCache.Loader<String, byte[]> loader) {
    return new AnswerCache<>(
        key -> {
          loads.incrementAndGet();
          return loader.load(key);
        },
        loaders,
        new CacheProperties(100, hotFor, hot, Duration.ofSeconds(2), 2),
        () -> ttl,
        monitor,
        Clock.systemUTC());
  }

  /** One that can be loaded once: then the database is away. */
  final AnswerCache<String, byte[]> loadedOnce() {
    return cache(
        _ -> {
          if (loads.get() > 1) {
            throw new IllegalStateException("the database is away");
          }
          return ofNow();
        });
  }

  static Answer<byte[]> answer(String body, Versions versions, @Nullable Instant changesAt) {
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
  static Answer<byte[]> ofNow() {
    Versions versions = monitor.tide().versions();
    return answer(Long.toString(versions.of(MetricGroup.BOOKINGS)), versions, null);
  }

  static String text(Answer<byte[]> answer) {
    return new String(answer.body(), UTF_8);
  }

  /** Returns which version of the bookings it has made. */
  static long commit() {
    long before = monitor.tide().versions().of(MetricGroup.BOOKINGS);
    rows.commit(Instant.parse("2026-01-01T00:00:00Z"), "select 1");
    Eventually.holds(() -> monitor.tide().versions().of(MetricGroup.BOOKINGS) > before);
    return monitor.tide().versions().of(MetricGroup.BOOKINGS);
  }
}
