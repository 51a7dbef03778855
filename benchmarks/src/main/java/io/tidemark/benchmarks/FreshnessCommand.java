package io.tidemark.benchmarks;

import io.tidemark.benchmarks.Options.Workplace;
import io.tidemark.projection.imports.KafkaSink;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** How long after it is published an event is in the answer. */
@Command(
    name = "freshness",
    mixinStandardHelpOptions = true,
    description =
        "From the publication of an event to its being in an answer over HTTP, under load.")
final class FreshnessCommand implements Callable<Integer> {

  private static final Instant PROBE_DAY = Instant.parse("2001-01-01T12:00:00Z");
  private static final String QUESTION =
      LocalInstance.METRICS + "?include=bookings&period=today&date=2001-01-01";
  private static final Pattern TOTAL = Pattern.compile("\"total\":(\\d+)");
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  @Mixin private Options options = new Options();

  private long probes;

  @Override
  public Integer call() throws Exception {
    List<List<String>> rows = new ArrayList<>();
    int count = options.isQuick() ? 50 : 500;
    try (Workplace workplace = options.workplace();
        LocalInstance instance =
            LocalInstance.start(options, workplace.folder().resolve("instance"), false)) {
      var _ = measure(instance, 10_000, count); // warms up
      for (int rate : List.of(0, 1_000, 10_000)) {
        List<Double> p50 = new ArrayList<>();
        List<Double> p99 = new ArrayList<>();
        List<Double> reached = new ArrayList<>();
        for (int round = 0; round < options.rounds(); round++) {
          Result result = measure(instance, rate, count);
          p50.add(Spread.percentile(result.nanos(), .5) / 1e6);
          p99.add(Spread.percentile(result.nanos(), .99) / 1e6);
          reached.add(result.eventsPerSecond());
        }
        rows.add(
            List.of(
                "%,d".formatted(rate),
                Spread.of(reached).text("%,.0f"),
                Spread.of(p50).text("%.1f"),
                Spread.of(p99).text("%.1f")));
      }
    }
    new Report(
            "freshness", "mvn -q -pl benchmarks -am -DskipTests -Pbench verify -Dbench=freshness")
        .paragraph(
            "From handing an event to the producer until an answer over HTTP holds it, asked for back to back on one connection; %d probes a round."
                .formatted(count))
        .table(List.of("other events/s wanted", "reached", "p50 ms", "p99 ms"), rows)
        .publish(options.document());
    return 0;
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Result(long[] nanos, double eventsPerSecond) {}

  private Result measure(LocalInstance instance, int rate, int count) throws Exception {
    String kafka = instance.instance().kafkaBootstrap();
    long[] nanos = new long[count];
    try (EventLoad load = EventLoad.start(kafka, rate);
        KafkaSink sink = KafkaSink.connect(kafka, Map.of("linger.ms", "0"))) {
      for (int i = 0; i < count; i++) {
        nanos[i] = probe(instance, sink);
        TimeUnit.MILLISECONDS.sleep(5);
      }
      return new Result(nanos, load.eventsPerSecond());
    }
  }

  private long probe(LocalInstance instance, KafkaSink sink) throws Exception {
    long start = System.nanoTime();
    EventLoad.publish(sink, "probe-" + ++probes, PROBE_DAY, EventLoad.created());
    while (total(instance) < probes) {
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        throw new IllegalStateException("probe " + probes + " is not visible after 30 s");
      }
    }
    return System.nanoTime() - start;
  }

  private static long total(LocalInstance instance) throws Exception {
    String body = new String(instance.get(QUESTION), StandardCharsets.UTF_8);
    Matcher total = TOTAL.matcher(body);
    if (!total.find()) {
      throw new IllegalStateException(body);
    }
    return Long.parseLong(total.group(1));
  }
}
