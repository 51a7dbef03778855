package io.tidemark.benchmarks;

import io.tidemark.benchmarks.Options.Workplace;
import io.tidemark.events.CloudEventEncoder;
import io.tidemark.events.Envelope;
import io.tidemark.events.Event;
import io.tidemark.events.EventTypes;
import io.tidemark.events.booking.BookingEvent;
import io.tidemark.projection.imports.KafkaSink;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
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
    AtomicBoolean running = new AtomicBoolean(true);
    AtomicLong published = new AtomicLong();
    String kafka = instance.instance().kafkaBootstrap();
    Thread load = Thread.ofPlatform().start(() -> load(kafka, rate, running, published));
    long[] nanos = new long[count];
    long start = System.nanoTime();
    try (KafkaSink sink = KafkaSink.connect(kafka, Map.of("linger.ms", "0"))) {
      for (int i = 0; i < count; i++) {
        nanos[i] = probe(instance, sink);
        TimeUnit.MILLISECONDS.sleep(5);
      }
    } finally {
      running.set(false);
      load.join();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Result(nanos, published.get() / seconds);
  }

  private long probe(LocalInstance instance, KafkaSink sink) throws Exception {
    long start = System.nanoTime();
    publish(sink, "probe-" + ++probes, PROBE_DAY, created());
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

  /** Events at that rate, a burst each millisecond, on bookings at random. */
  private static void load(String kafka, int rate, AtomicBoolean running, AtomicLong published) {
    Random random = new Random(1);
    try (KafkaSink sink = KafkaSink.connect(kafka, Map.of())) {
      long start = System.nanoTime();
      while (running.get()) {
        long due = (System.nanoTime() - start) * rate / 1_000_000_000;
        while (published.get() < due) {
          String subject = "load-" + random.nextInt(100_000);
          boolean create = random.nextInt(3) == 0;
          publish(sink, subject, Instant.now(), create ? created() : new BookingEvent.Confirmed());
          published.incrementAndGet();
        }
        LockSupport.parkNanos(1_000_000);
      }
    } catch (Exception e) {
      throw new IllegalStateException("the load failed", e);
    }
  }

  private static BookingEvent created() {
    return new BookingEvent.Created(new BigDecimal("19.90"), null, null, null, null, null, null);
  }

  private static void publish(KafkaSink sink, String subject, Instant time, Event event)
      throws Exception {
    var type = EventTypes.of(event);
    Envelope envelope =
        new Envelope(
            UUID.randomUUID().toString(), "/benchmark", type.name(), subject, time, 0, null, null);
    sink.publish(type.topic(), CloudEventEncoder.encode(envelope, event));
  }
}
