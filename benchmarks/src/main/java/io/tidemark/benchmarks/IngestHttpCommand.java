package io.tidemark.benchmarks;

import io.tidemark.benchmarks.Options.Workplace;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** How many events a second an instance takes in over HTTP. */
@Command(
    name = "ingest-http",
    mixinStandardHelpOptions = true,
    description = "Events over HTTP into a standalone instance: batches and single ones.")
final class IngestHttpCommand implements Callable<Integer> {

  private static final String STRUCTURED = "application/cloudevents+json";
  private static final String BATCH = "application/cloudevents-batch+json";

  @Mixin private Options options = new Options();

  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicLong ids = new AtomicLong();

  /** So many senders, each of which sends so many events a request, one after the other. */
  private record Load(String name, int senders, int events) {}

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Result(double eventsPerSecond, long[] nanos) {}

  @Override
  public Integer call() throws Exception {
    int seconds = options.isQuick() ? 3 : 15;
    List<List<String>> rows = new ArrayList<>();
    try (Workplace workplace = options.workplace();
        LocalInstance instance =
            LocalInstance.start(options, workplace.folder().resolve("instance"), false)) {
      String token = instance.publisherToken();
      URI uri = URI.create(instance.url() + "/api/v1/events");
      var _ = run(uri, token, new Load("warm-up", 4, 500), seconds);
      var _ = run(uri, token, new Load("warm-up", 8, 1), seconds);
      for (Load load :
          List.of(
              new Load("batches of 500, one sender", 1, 500),
              new Load("batches of 500, four senders", 4, 500),
              new Load("single events, one sender", 1, 1),
              new Load("single events, eight senders", 8, 1))) {
        rows.add(row(uri, token, load, seconds));
      }
    }
    new Report(
            "ingest-http",
            "mvn -q -pl benchmarks -am -DskipTests -Pbench verify -Dbench=ingest-http")
        .paragraph("Structured mode, about 250 bytes an event; %d s a round.".formatted(seconds))
        .table(List.of("", "events/s", "request p50 ms", "p99 ms"), rows)
        .publish(options.document());
    return 0;
  }

  private List<String> row(URI uri, String token, Load load, int seconds) throws Exception {
    List<Double> rates = new ArrayList<>();
    List<Double> p50 = new ArrayList<>();
    List<Double> p99 = new ArrayList<>();
    for (int round = 0; round < options.rounds(); round++) {
      Result result = run(uri, token, load, seconds);
      rates.add(result.eventsPerSecond());
      p50.add(Spread.percentile(result.nanos(), .5) / 1e6);
      p99.add(Spread.percentile(result.nanos(), .99) / 1e6);
    }
    return List.of(
        load.name(),
        Spread.of(rates).text("%,.0f"),
        Spread.of(p50).text("%.1f"),
        Spread.of(p99).text("%.1f"));
  }

  private Result run(URI uri, String token, Load load, int seconds) throws Exception {
    Queue<Long> nanos = new ConcurrentLinkedQueue<>();
    long began = System.nanoTime();
    long end = began + TimeUnit.SECONDS.toNanos(seconds);
    Callable<Void> sender =
        () -> {
          while (System.nanoTime() < end) {
            nanos.add(send(uri, token, load.events()));
          }
          return null;
        };
    List<Callable<Void>> senders = new ArrayList<>();
    for (int i = 0; i < load.senders(); i++) {
      senders.add(sender);
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(load.senders())) {
      for (Future<Void> sent : threads.invokeAll(senders)) {
        sent.get();
      }
    }
    double took = (System.nanoTime() - began) / 1e9;
    long[] all = nanos.stream().mapToLong(Long::longValue).toArray();
    return new Result(all.length * (double) load.events() / took, all);
  }

  /** How long the request took; anything but 202 is an error. */
  private long send(URI uri, String token, int events) throws IOException, InterruptedException {
    long first = ids.getAndAdd(events);
    String body =
        events == 1
            ? event(first)
            : LongStream.range(first, first + events)
                .mapToObj(IngestHttpCommand::event)
                .collect(Collectors.joining(",", "[", "]"));
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", events == 1 ? STRUCTURED : BATCH)
            .POST(BodyPublishers.ofString(body))
            .build();
    long began = System.nanoTime();
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    if (response.statusCode() != 202) {
      throw new IOException(response.statusCode() + " " + response.body());
    }
    return System.nanoTime() - began;
  }

  private static String event(long id) {
    return """
        {"specversion":"1.0","id":"e-%d","source":"/benchmark","type":"io.tidemark.booking.created",\
        "subject":"b-%d","time":"%s","data":{"amount":129.50,"service":"Deep cleaning",\
        "locationId":"berlin-3","staffId":"staff-%d"}}"""
        .formatted(id, id, Instant.now(), id % 50);
  }
}
