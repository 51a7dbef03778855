package io.tidemark.benchmarks;

import io.tidemark.benchmarks.EventStore.Guard;
import io.tidemark.benchmarks.Options.Workplace;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** How fast stored events get to Kafka, and what it costs to store them in an order. */
@Command(
    name = "relay",
    mixinStandardHelpOptions = true,
    description = "From the event store to the topic: catching up, and one command's way.")
final class RelayCommand implements Callable<Integer> {

  private static final String TOPIC = "tidemark.bookings";
  private static final List<TopicPartition> PARTITIONS =
      IntStream.range(0, 12).mapToObj(p -> new TopicPartition(TOPIC, p)).toList();
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Mixin private Options options = new Options();

  @Override
  public Integer call() throws Exception {
    int events = options.isQuick() ? 50_000 : 200_000;
    List<Double> rates = new ArrayList<>();
    List<List<String>> guards;
    List<List<String>> ways;
    try (Workplace workplace = options.workplace()) {
      for (int round = 0; round < options.rounds(); round++) {
        rates.add(catchUp(workplace.folder().resolve("catch-up-" + round), events));
        System.out.printf("%d: %,.0f events/s%n", round, rates.getLast());
      }
      guards = guards(workplace.folder().resolve("appends"));
      ways = ways(workplace.folder().resolve("instance"));
    }
    new Report("relay", "mvn -q -pl benchmarks -am -DskipTests -Pbench verify -Dbench=relay")
        .paragraph(
            "Catching up: the command side starts (cold, heap of 256 MB, on the same cores as the servers) on an event store of %,d events; from the first on the topic to the last."
                .formatted(events))
        .table(List.of("", "events/s"), List.of(List.of("relay", Spread.of(rates).text("%,.0f"))))
        .paragraph(
            "One command's way, one after the other, in a standalone instance: from sending the request until a consumer has its event, and from its answer.")
        .table(List.of("", "p50 ms", "p99 ms"), ways)
        .paragraph(
            "Appends of one event a second, by what keeps the relay from passing one that is still under way.")
        .table(List.of("guard", "1 writer", "8 writers", "16 writers"), guards)
        .publish(options.document());
    return 0;
  }

  private double catchUp(Path folder, int events) throws Exception {
    try (Servers servers = Servers.start(folder);
        Admin admin = Admin.create(Map.of("bootstrap.servers", servers.bootstrap()))) {
      EventStore store = new EventStore(servers);
      store.make();
      store.fill(events);
      admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS.size(), (short) 1))).all().get();
      List<String> arguments = new ArrayList<>(servers.springArguments());
      arguments.add("--server.port=" + LocalInstance.freePort());
      arguments.add("--tidemark.security.jwk-set-uri=http://127.0.0.1:9/"); // nobody asks it
      List<String> jvm = new ArrayList<>(List.of("-Xmx256m"));
      jvm.addAll(options.recording("relay-" + folder.getFileName()));
      try (Child relay =
          Child.java(
              "command-side", folder, jvm, "io.tidemark.command.CommandApplication", arguments)) {
        relay.await(PATIENCE, () -> onTopic(admin) > 0);
        long first = onTopic(admin);
        long start = System.nanoTime();
        relay.await(PATIENCE, () -> onTopic(admin) >= events);
        return (events - first) * 1e9 / (System.nanoTime() - start);
      }
    }
  }

  private static long onTopic(Admin admin) throws ExecutionException, InterruptedException {
    return admin
        .listOffsets(
            PARTITIONS.stream().collect(Collectors.toMap(p -> p, _ -> OffsetSpec.latest())))
        .all()
        .get()
        .values()
        .stream()
        .mapToLong(end -> end.offset())
        .sum();
  }

  private List<List<String>> guards(Path folder) throws Exception {
    long millis = options.isQuick() ? 500 : 3_000;
    List<List<String>> rows = new ArrayList<>();
    try (Servers servers = Servers.start(folder)) {
      EventStore store = new EventStore(servers);
      store.make();
      for (Guard guard : List.of(Guard.NONE, Guard.MARKS, Guard.LOCK)) {
        store.guard(guard);
        List<String> row = new ArrayList<>(List.of(guard.text));
        for (int writers : List.of(1, 8, 16)) {
          row.add("%,.0f".formatted(store.appendsPerSecond(writers, millis)));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  private List<List<String>> ways(Path folder) throws Exception {
    int count = options.isQuick() ? 100 : 1_000;
    int warmUp = count / 2;
    long[] asked = new long[count];
    long[] answered = new long[count];
    try (LocalInstance instance = LocalInstance.start(options, folder, false);
        KafkaConsumer<String, String> consumer =
            new KafkaConsumer<>(
                Map.of(
                    "bootstrap.servers",
                    instance.instance().kafkaBootstrap(),
                    "fetch.min.bytes",
                    1),
                new StringDeserializer(),
                new StringDeserializer());
        HttpClient http = HttpClient.newHttpClient()) {
      consumer.assign(PARTITIONS);
      consumer.seekToBeginning(PARTITIONS);
      consumer.poll(Duration.ofSeconds(1));
      for (int i = -warmUp; i < count; i++) {
        long start = System.nanoTime();
        book(http, instance, "way-" + (i + warmUp));
        long answer = System.nanoTime();
        while (consumer.poll(Duration.ofSeconds(1)).isEmpty()) {
          if (System.nanoTime() - answer > PATIENCE.toNanos()) {
            throw new IOException("a booking's event is not on the topic");
          }
        }
        long there = System.nanoTime();
        if (i >= 0) {
          asked[i] = there - start;
          answered[i] = there - answer;
        }
        TimeUnit.MILLISECONDS.sleep(3);
      }
    }
    return List.of(row("from the request", asked), row("from the answer", answered));
  }

  private static List<String> row(String name, long[] nanos) {
    Arrays.sort(nanos);
    return List.of(
        name,
        "%.1f".formatted(Spread.percentile(nanos, .5) / 1e6),
        "%.1f".formatted(Spread.percentile(nanos, .99) / 1e6));
  }

  private static void book(HttpClient http, LocalInstance instance, String id)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(instance.url() + "/api/v1/bookings"))
            .header("Authorization", "Bearer " + instance.token())
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"id\":\"%s\",\"amount\":\"19.90\"}".formatted(id)))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 201) {
      throw new IOException(answer.statusCode() + " " + answer.body());
    }
  }
}
