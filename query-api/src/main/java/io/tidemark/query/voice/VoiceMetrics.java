package io.tidemark.query.voice;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What is counted of the voice provider, each from 0 on. */
final class VoiceMetrics {

  private final MeterRegistry registry;
  private final Timer found;
  private final Timer failed;
  private final Counter storeFailures;

  VoiceMetrics(MeterRegistry registry) {
    this.registry = registry;
    found = attempts("ok");
    failed = attempts("error");
    for (Failure failure : Failure.values()) {
      errors(failure);
    }
    for (ConfigStatus status : ConfigStatus.values()) {
      configurations(status);
    }
    storeFailures =
        Counter.builder("tidemark.voice.store.failures")
            .description("Reads and writes of the last known configurations that failed")
            .register(registry);
  }

  private Counter errors(Failure failure) {
    return Counter.builder("tidemark.voice.errors")
        .description("Attempts that gave no configuration, and those that were not made")
        .tag("kind", failure.wireName())
        .register(registry);
  }

  private Counter configurations(ConfigStatus status) {
    return Counter.builder("tidemark.voice.configurations")
        .description("Configurations in answers by where they came from")
        .tag("status", status.wireName())
        .register(registry);
  }

  private Timer attempts(String outcome) {
    return Timer.builder("tidemark.voice.requests")
        .description("Requests to the voice provider by outcome")
        .tag("outcome", outcome)
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofMillis(5))
        .maximumExpectedValue(Duration.ofSeconds(10))
        .register(registry);
  }

  /** Follows the breaker and the number of agents under way. */
  void watch(CircuitBreaker breaker, Supplier<Number> underWay) {
    for (CircuitBreaker.State state :
        List.of(
            CircuitBreaker.State.CLOSED,
            CircuitBreaker.State.OPEN,
            CircuitBreaker.State.HALF_OPEN)) {
      Gauge.builder("tidemark.voice.breaker", breaker, b -> b.getState() == state ? 1 : 0)
          .description("1 for the state that the circuit breaker is in")
          .tag("state", state.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
    Gauge.builder("tidemark.voice.waiting", underWay)
        .description("Agents that are being fetched, wait for their turn or for a retry")
        .register(registry);
  }

  void attempted(Reply reply, Duration took) {
    switch (reply) {
      case Reply.Found _ -> found.record(took);
      case Reply.Failed(Failure failure, _) -> {
        failed.record(took);
        failed(failure);
      }
    }
  }

  void failed(Failure failure) {
    errors(failure).increment();
  }

  /** Counts a page's configurations. */
  void served(Collection<VoiceConfiguration> page) {
    page.stream()
        .collect(Collectors.groupingBy(VoiceConfiguration::status, Collectors.counting()))
        .forEach((status, count) -> configurations(status).increment(count));
  }

  void storeFailed() {
    storeFailures.increment();
  }
}
