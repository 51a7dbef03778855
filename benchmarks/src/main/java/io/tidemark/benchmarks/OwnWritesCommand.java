package io.tidemark.benchmarks;

import io.tidemark.benchmarks.Options.Workplace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToLongFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether who writes reads what it has written, how soon, and what it is told otherwise. */
@Command(
    name = "own-writes",
    mixinStandardHelpOptions = true,
    description =
        "Writes by a command and reads at once with its token, while other events come; then with"
            + " the projector held up. Ends with 1 if a read was stale.")
final class OwnWritesCommand implements Callable<Integer> {

  private static final int CLIENTS = 8;

  @Mixin private Options options = new Options();

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "other events a second (${DEFAULT-VALUE})")
  private int rate = 10_000;

  @Override
  public Integer call() throws Exception {
    int count = options.isQuick() ? 300 : 10_000;
    try (Workplace workplace = options.workplace();
        LocalInstance instance =
            LocalInstance.start(options, workplace.folder().resolve("instance"), false)) {
      List<OwnWritesClient> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(new OwnWritesClient(instance, "client-" + i));
      }
      var _ = run(instance, clients, count / 10, 0); // warms up
      List<Result> results =
          List.of(run(instance, clients, count / 5, 0), run(instance, clients, count, rate));
      List<List<String>> heldUp = HeldUpProjector.ask(instance, clients.getFirst());
      report(results, heldUp);
      return results.stream().mapToLong(Result::stale).sum() == 0 ? 0 : 1;
    }
  }

  private record Result(
      int rate, double reached, double perSecond, List<OwnWritesClient.Visit> visits) {

    long stale() {
      return visits.stream().filter(visit -> visit.seen() != visit.written()).count();
    }

    String percentiles(ToLongFunction<OwnWritesClient.Visit> nanos) {
      long[] sorted = visits.stream().mapToLong(nanos).toArray();
      Arrays.sort(sorted);
      return "%.1f · %.1f"
          .formatted(Spread.percentile(sorted, .5) / 1e6, Spread.percentile(sorted, .99) / 1e6);
    }
  }

  private static Result run(
      LocalInstance instance, List<OwnWritesClient> clients, int count, int rate) throws Exception {
    try (EventLoad load = EventLoad.start(instance.instance().kafkaBootstrap(), rate);
        ExecutorService threads = Executors.newFixedThreadPool(clients.size())) {
      long start = System.nanoTime();
      List<Future<List<OwnWritesClient.Visit>>> running = new ArrayList<>();
      for (OwnWritesClient client : clients) {
        running.add(threads.submit(() -> client.visit(Math.ceilDiv(count, clients.size()))));
      }
      List<OwnWritesClient.Visit> visits = new ArrayList<>();
      for (Future<List<OwnWritesClient.Visit>> one : running) {
        visits.addAll(one.get());
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      return new Result(rate, load.eventsPerSecond(), visits.size() / seconds, visits);
    }
  }

  private void report(List<Result> results, List<List<String>> heldUp) throws Exception {
    List<List<String>> rows = new ArrayList<>();
    for (Result result : results) {
      rows.add(
          List.of(
              "%,d".formatted(result.rate()),
              "%,.0f".formatted(result.reached()),
              "%,d".formatted(result.visits().size()),
              "%,.0f".formatted(result.perSecond()),
              Long.toString(result.stale()),
              result.percentiles(OwnWritesClient.Visit::commandNanos),
              result.percentiles(OwnWritesClient.Visit::readNanos)));
    }
    new Report(
            "own-writes", "mvn -q -pl benchmarks -am -DskipTests -Pbench verify -Dbench=own-writes")
        .paragraph(
            ("%d clients: each makes a booking of a member of staff of its own (POST, answered when"
                    + " the event store has it) and reads that member's workload at once, with the"
                    + " command's token and wait=10. The figure must be exactly what this client"
                    + " has written; anything else counts as stale.")
                .formatted(CLIENTS))
        .table(
            List.of(
                "other events/s wanted",
                "reached",
                "writes, each read",
                "a second",
                "stale reads",
                "command p50 · p99 ms",
                "command's answer → figure read, p50 · p99 ms"),
            rows)
        .paragraph(
            "With the projector held up by a lock on the table of its positions, which a"
                + " transaction of ours holds:")
        .table(List.of("asked", "answer", "after ms", "bookings read, of written"), heldUp)
        .publish(options.document());
  }
}
