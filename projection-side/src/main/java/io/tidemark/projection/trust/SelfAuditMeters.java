package io.tidemark.projection.trust;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.projection.trust.AuditTables.Run;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What the self-audit says to those who watch; without a number while there has been no run. */
final class SelfAuditMeters {

  private final Counter cells;

  /**
   * @param last the last run that is known here
   */
  SelfAuditMeters(MeterRegistry meters, Supplier<@Nullable Run> last) {
    cells =
        Counter.builder("tidemark.self.audit.cells")
            .description("Cells of closed periods that this process has recomputed")
            .register(meters);
    gauge(
        meters,
        last,
        "drift",
        "cells",
        "Cells that were not the sum of their entities",
        run -> (double) run.drift());
    gauge(
        meters,
        last,
        "last.run",
        "seconds",
        "When closed periods were last recomputed, since 1970",
        run -> (double) run.startedAt().getEpochSecond());
    gauge(
        meters,
        last,
        "duration",
        "seconds",
        "How long it took to recompute them",
        run -> run.millis() / 1000.0);
  }

  private static void gauge(
      MeterRegistry meters,
      Supplier<@Nullable Run> last,
      String name,
      String unit,
      String description,
      ToDoubleFunction<Run> value) {
    Gauge.builder(
            "tidemark.self.audit." + name,
            () -> {
              Run run = last.get();
              return run == null ? Double.NaN : value.applyAsDouble(run);
            })
        .description(description)
        .baseUnit(unit)
        .register(meters);
  }

  void recomputed(long some) {
    cells.increment((double) some);
  }
}
