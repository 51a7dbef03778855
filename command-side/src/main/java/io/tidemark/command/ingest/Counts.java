package io.tidemark.command.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.command.ingest.Result.Status;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** Counts what becomes of events. */
@Component
final class Counts {

  private final Map<Status, Counter> byStatus = new EnumMap<>(Status.class);
  private final Counter unavailable;

  Counts(MeterRegistry meters) {
    for (Status status : Status.values()) {
      byStatus.put(status, counter(meters, status.word()));
    }
    unavailable = counter(meters, "unavailable");
  }

  private static Counter counter(MeterRegistry meters, String result) {
    return Counter.builder("tidemark.ingest.events")
        .description("Events that came over HTTP, by what became of them")
        .tag("result", result)
        .register(meters);
  }

  void add(Status status) {
    Objects.requireNonNull(byStatus.get(status)).increment();
  }

  /** Events that could have been taken in, had the log and the memory been there. */
  void addUnavailable(int events) {
    unavailable.increment(events);
  }
}
