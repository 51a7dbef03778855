package io.tidemark.query.voice;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches configurations in the background: so many at a time, each agent once, with retries,
 * behind a circuit breaker, and not while the provider wants a pause.
 */
final class Fetcher implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Fetcher.class);

  /** Far more than agents that fail; a bound, not a plan. */
  private static final int MOST_FAILURES = 100_000;

  private final VoiceProvider provider;
  private final VoiceProperties properties;
  private final BiConsumer<String, Known> arrivals;
  private final Function<String, @Nullable Known> recent;
  private final VoiceMetrics metrics;
  private final Clock clock;

  private final CircuitBreaker breaker;
  private final ThreadPoolExecutor workers;
  private final ScheduledExecutorService timer;
  private final ConcurrentMap<String, Flight> flights = new ConcurrentHashMap<>();

  /** Agents whose last fetch failed, with the {@code nanoTime} before which none begins. */
  private final Cache<String, Long> failed =
      Caffeine.newBuilder().maximumSize(MOST_FAILURES).build();

  private final AtomicLong pausedUntil = new AtomicLong(System.nanoTime());

  /**
   * @param arrivals is told of each new configuration before anyone who waits for it
   * @param recent an agent's configuration if it is not to be fetched again yet
   */
  Fetcher(
      VoiceProvider provider,
      VoiceProperties properties,
      BiConsumer<String, Known> arrivals,
      Function<String, @Nullable Known> recent,
      VoiceMetrics metrics,
      Clock clock) {
    this.provider = provider;
    this.properties = properties;
    this.arrivals = arrivals;
    this.recent = recent;
    this.metrics = metrics;
    this.clock = clock;
    breaker =
        CircuitBreaker.of(
            "voice",
            CircuitBreakerConfig.custom()
                .slidingWindowSize(properties.breakerCalls())
                .minimumNumberOfCalls(properties.breakerCalls())
                .failureRateThreshold(50)
                .waitDurationInOpenState(properties.breakerOpen())
                .permittedNumberOfCallsInHalfOpenState(1)
                .build());
    breaker
        .getEventPublisher()
        .onStateTransition(
            event -> log.warn("The voice provider's circuit: {}", event.getStateTransition()));
    workers =
        new ThreadPoolExecutor(
            properties.concurrency(),
            properties.concurrency(),
            5,
            TimeUnit.SECONDS,
            // flights are counted before they come here
            new LinkedBlockingQueue<>(),
            Thread.ofVirtual().name("tidemark-voice-", 0).factory());
    workers.allowCoreThreadTimeOut(true);
    timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("tidemark-voice-timer").daemon().factory());
    metrics.watch(breaker, flights::size);
  }

  /**
   * Has these fetched, unless that is of no use now.
   *
   * @param waitUntil until when, as {@link System#nanoTime()} counts, anyone waits for what begins
   * @return what is on its way, by agent; none where nothing is to be waited for
   */
  Map<String, Flight> begin(Collection<String> externalIds, long waitUntil) {
    boolean asks = pausedUntil.get() - System.nanoTime() <= 0 && isPermitted();
    // an attempt that is to find out whether the provider is back is nobody's to wait for
    long until = breaker.getState() == State.CLOSED ? waitUntil : System.nanoTime();
    Map<String, Flight> begun = new HashMap<>();
    for (String externalId : externalIds) {
      Flight flight = flights.get(externalId);
      if (flight == null && asks) {
        flight = begin(externalId, until);
      }
      if (flight != null) {
        begun.put(externalId, flight);
      }
    }
    return begun;
  }

  private boolean isPermitted() {
    if (!breaker.tryAcquirePermission()) {
      return false;
    }
    breaker.releasePermission();
    return true;
  }

  private @Nullable Flight begin(String externalId, long waitUntil) {
    long now = System.nanoTime();
    Long notBefore = failed.getIfPresent(externalId);
    if (notBefore != null && now - notBefore < 0) {
      return null;
    }
    if (flights.size() >= properties.maxWaiting()) {
      metrics.failed(Failure.CROWDED);
      return null;
    }
    Flight mine = new Flight(externalId, notBefore == null ? waitUntil : now);
    Flight running = flights.putIfAbsent(externalId, mine);
    if (running != null) {
      return running;
    }
    depart(mine);
    return mine;
  }

  private void depart(Flight flight) {
    try {
      workers.execute(() -> attempt(flight));
    } catch (RejectedExecutionException _) {
      end(flight); // closing
    }
  }

  private void attempt(Flight flight) {
    try {
      // one may have landed between the look into the memory and this one's departure
      Known arrived = recent.apply(flight.externalId());
      if (arrived != null) {
        landed(flight, arrived);
        return;
      }
      long pause = pausedUntil.get() - System.nanoTime();
      if (pause > 0) {
        flight.land(null);
        departIn(flight, Duration.ofNanos(pause));
      } else if (breaker.tryAcquirePermission()) {
        attemptWithPermission(flight);
      } else {
        metrics.failed(Failure.BREAKER_OPEN);
        if (flight.failures() > 0) {
          rememberFailure(flight, Duration.ZERO);
        }
        end(flight);
      }
    } catch (RejectedExecutionException _) {
      end(flight); // closing
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // closing
      end(flight);
    } catch (Throwable e) {
      // whatever it is, the flight must land: there is no other to this agent meanwhile
      log.error("No configuration of {}", flight.externalId(), e);
      metrics.failed(Failure.INTERNAL);
      rememberFailure(flight, properties.rememberFailure());
      end(flight);
    }
  }

  private void attemptWithPermission(Flight flight) throws InterruptedException {
    long began = System.nanoTime();
    Reply reply;
    try {
      reply = provider.fetch(flight.externalId());
    } catch (Throwable e) {
      breaker.releasePermission();
      throw e;
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    metrics.attempted(reply, took);
    switch (reply) {
      case Reply.Found(String json) -> {
        breaker.onSuccess(took.toNanos(), TimeUnit.NANOSECONDS);
        arrived(flight, json);
      }
      case Reply.Failed reason -> {
        switch (reason.failure().blame()) {
          case PROVIDER ->
              breaker.onError(
                  took.toNanos(), TimeUnit.NANOSECONDS, new IllegalStateException("no answer"));
          case AGENT -> breaker.onSuccess(took.toNanos(), TimeUnit.NANOSECONDS);
          case NOBODY -> breaker.releasePermission();
        }
        failed(flight, reason);
      }
    }
  }

  private void arrived(Flight flight, String json) {
    Known known = new Known(json, clock.instant(), true);
    failed.invalidate(flight.externalId());
    arrivals.accept(flight.externalId(), known);
    landed(flight, known);
  }

  private void landed(Flight flight, Known known) {
    // before it lands: who asks when it has must not be given what was fetched for others
    flights.remove(flight.externalId(), flight);
    flight.land(known);
  }

  private void failed(Flight flight, Reply.Failed reason) {
    log.debug("No configuration of {}: {}", flight.externalId(), reason.failure());
    flight.failed();
    flight.land(null);
    Duration asked = reason.retryAfter() == null ? Duration.ZERO : reason.retryAfter();
    Duration pause = min(asked, properties.maxRetryAfter());
    boolean isRepeated =
        reason.failure().isRepeatable() && flight.failures() <= properties.retries().size();
    Duration wait =
        max(
            pause,
            isRepeated
                ? properties.retries().get(flight.failures() - 1)
                : properties.rememberFailure());
    if (reason.failure() == Failure.RATE_LIMITED) {
      // the limit is ours, not this agent's
      long until = System.nanoTime() + (pause.isZero() ? wait : pause).toNanos();
      pausedUntil.updateAndGet(before -> before - until > 0 ? before : until);
    }
    if (isRepeated) {
      departIn(flight, wait);
    } else {
      rememberFailure(flight, wait);
      end(flight);
    }
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? b : a;
  }

  private void departIn(Flight flight, Duration wait) {
    var _ = timer.schedule(() -> depart(flight), wait.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void rememberFailure(Flight flight, Duration wait) {
    failed.put(flight.externalId(), System.nanoTime() + wait.toNanos());
  }

  private void end(Flight flight) {
    flights.remove(flight.externalId(), flight);
    flight.land(null);
  }

  @Override
  public void close() {
    timer.shutdownNow();
    workers.shutdownNow();
    provider.close();
  }
}
