package io.tidemark.standalone;

import io.tidemark.projection.cli.Home;
import io.tidemark.projection.imports.Import;
import io.tidemark.projection.imports.ImportProgress;
import io.tidemark.projection.imports.ImportReport;
import io.tidemark.projection.imports.ImportRequest;
import io.tidemark.projection.imports.InvalidMapping;
import io.tidemark.projection.imports.KafkaSink;
import io.tidemark.projection.imports.Mapping;
import io.tidemark.projection.imports.Source;
import java.io.IOException;
import java.net.URL;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Real data for a first look: published once, with all times moved so that the newest row is the
 * moment of the first start. That moment is kept, so that a first start that was killed goes on
 * with the identical events, and what it had published already counts once. An instance that has
 * the demo of an older release gets the parts that it lacks.
 */
final class Demo {

  private record Part(String title, String mapping, String resource) {}

  private static final List<Part> PARTS =
      List.of(
          new Part("hotel bookings", "hotel_bookings", "/demo/hotel_bookings.csv.gz"),
          new Part("incident log", "incident_event_log", "/demo/incident_event_log.csv.gz"),
          new Part("calls of a surgery", "gp_calls_2021", "/demo/gp_calls_2021.csv.gz"),
          new Part("taxi trips", "nyc_taxi_2019", "/demo/nyc_taxi_2019.csv.gz"));

  /** Whose calls they are: the subject of a token that is to see them. */
  static final String ACCOUNT = "gp-surgery";

  /** A provider with production and goals. */
  static final String PROVIDER = "vendor-2";

  private final Home home;
  private final DemoState state;
  private final Clock clock;
  private final BooleanSupplier cancelled;

  Demo(Home home, DemoState state, Clock clock, BooleanSupplier cancelled) {
    this.home = home;
    this.state = state;
    this.clock = clock;
    this.cancelled = cancelled;
  }

  /**
   * Publishes what is not published yet.
   *
   * @throws CancellationException when the process ends meanwhile
   */
  void publish(String kafkaBootstrap, String currency, Consumer<String> progress)
      throws IOException, InvalidMapping {
    Instant reference = state.reference();
    try (KafkaSink sink = KafkaSink.connect(kafkaBootstrap, Map.of())) {
      for (Part part : PARTS) {
        if (state.has(part.mapping())) continue;
        ImportReport report =
            Import.run(
                new ImportRequest(
                    Mapping.named(part.mapping()),
                    List.of(source(part)),
                    clock.instant(),
                    currency,
                    reference,
                    null,
                    home.folder().resolve("demo-%s.rejects.csv".formatted(part.mapping()))),
                sink,
                step -> {
                  if (cancelled.getAsBoolean()) throw new CancellationException();
                  progress.accept(describe(part, step));
                });
        state.add(part.mapping(), report.events());
      }
    }
  }

  private static Source source(Part part) throws IOException {
    URL resource = Demo.class.getResource(part.resource());
    if (resource == null) throw new IOException(part.resource() + " is not in this build");
    return Source.resource(resource);
  }

  private static String describe(Part part, ImportProgress step) {
    long percent = step.bytesTotal() > 0 ? 100 * step.bytesRead() / step.bytesTotal() : 0;
    return "Loading the demo: %s %d %%, %,d events".formatted(part.title(), percent, step.events());
  }
}
