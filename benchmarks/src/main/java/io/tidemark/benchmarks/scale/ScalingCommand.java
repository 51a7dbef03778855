package io.tidemark.benchmarks.scale;

import io.tidemark.benchmarks.EventLoad;
import io.tidemark.benchmarks.Options;
import io.tidemark.benchmarks.Report;
import io.tidemark.benchmarks.Spread;
import io.tidemark.benchmarks.Wrk;
import io.tidemark.benchmarks.faults.Rig;
import io.tidemark.benchmarks.faults.Role;
import io.tidemark.testkit.Wire.State;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Two projectors and three query processes: what they share, and what becomes of it. */
@Command(
    name = "scaling",
    mixinStandardHelpOptions = true,
    description = {
      "Two projectors that share partitions, one of which is killed; three query processes that"
          + " share nothing but PostgreSQL.",
      "Exit codes: 0 everything was taken over, and all showed the same in the end; 1 not so."
    })
public final class ScalingCommand implements Callable<Integer> {

  private static final int USERS = 50;

  @Mixin private Options options = new Options();

  @Option(names = "--rate", paramLabel = "N", description = "events a second (${DEFAULT-VALUE})")
  private int rate = 1_000;

  @Override
  public Integer call() throws Exception {
    boolean quick = options.isQuick();
    try (var workplace = options.workplace()) {
      Path folder = workplace.folder().resolve("scaling");
      EnumSet<Role> roles = EnumSet.copyOf(Role.PROJECTORS);
      roles.addAll(Role.ALL_QUERIES);
      try (Rig rig = Rig.asDeployed(folder, roles);
          Shown shown = new Shown(rig)) {
        List<List<String>> rows = new ArrayList<>();
        try (EventLoad load = EventLoad.start(rig.bootstrap(), rate)) {
          takeOvers(rig, quick ? 1 : 4, rows);
          var _ = shown.of(quick ? 20 : 200); // cold JVMs
          Shown.Delays delays = shown.of(quick ? 20 : 400);
          rows.add(row("from a commit until a query process shows it", delays.each(), 1, "ms"));
          rows.add(row("… until all three show it", delays.last(), 1, "ms"));
          rig.databaseWire(Role.QUERIES_3).become(State.CUT);
          TimeUnit.SECONDS.sleep(3);
          rig.databaseWire(Role.QUERIES_3).become(State.OPEN);
          List<Double> again = List.of(seconds(() -> shown.of(1)) * 1e3);
          rows.add(
              row(
                  "one process without PostgreSQL for 3 s: then until all three show the next event",
                  again,
                  1,
                  "ms"));
          System.out.printf(Locale.ROOT, "load: %.0f events/s%n", load.eventsPerSecond());
        }
        rows.add(
            row(
                "the load has ended: until all three show what the tables hold",
                List.of(shown.awaitAllShow()),
                1_000,
                "ms"));
        List<List<String>> throughput =
            Wrk.isInstalled("wrk") ? throughput(rig, folder, quick ? 3 : 10) : List.of();
        report(rows, throughput);
      }
    }
    return 0;
  }

  private static void takeOvers(Rig rig, int times, List<List<String>> rows) throws Exception {
    List<Double> killed = new ArrayList<>();
    List<Double> ended = new ArrayList<>();
    try (TakeOver takeOver = new TakeOver(rig)) {
      takeOver.awaitShared();
      for (int i = 0; i < times; i++) {
        killed.add(takeOver.seconds(Role.PROJECTORS.get(i % 2), role -> rig.service(role).kill()));
      }
      ended.add(takeOver.seconds(Role.PROJECTOR_1, role -> rig.service(role).stop()));
    }
    rows.add(
        row(
            "kill -9 one of two projectors: until its partitions are folded again",
            killed,
            1,
            "s"));
    rows.add(row("end one in an orderly way: the same", ended, 1, "s"));
  }

  /** Requests a second of users who do not think, of one process and of three. */
  private static List<List<String>> throughput(Rig rig, Path folder, int seconds) throws Exception {
    String token = rig.issuer().token("benchmark", "ops.admin");
    List<List<String>> rows = new ArrayList<>();
    double one = 0;
    for (int processes : new int[] {1, 3, 1, 3}) { // the first two warm up
      double perSecond = perSecond(rig, folder, processes, seconds, token);
      System.out.printf(Locale.ROOT, "%d processes: %,.0f requests/s%n", processes, perSecond);
      one = processes == 1 ? perSecond : one;
      rows.add(
          List.of(
              Integer.toString(processes),
              String.format(Locale.ROOT, "%,.0f", perSecond),
              String.format(Locale.ROOT, "%.2f", perSecond / one)));
    }
    return rows.subList(2, 4);
  }

  private static double perSecond(Rig rig, Path folder, int processes, int seconds, String token)
      throws Exception {
    List<Future<Wrk>> all = new ArrayList<>();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Role role : Role.ALL_QUERIES.subList(0, processes)) {
        String url = rig.service(role).url() + "/api/v1/ops/dashboard/metrics";
        all.add(clients.submit(() -> Wrk.run(folder, USERS / processes, 0, seconds, url, token)));
      }
    }
    double sum = 0;
    for (Future<Wrk> each : all) {
      sum += each.get().requestsPerSecond();
    }
    return sum;
  }

  /** Something that takes time. */
  @FunctionalInterface
  private interface Step {
    Object take() throws Exception;
  }

  private static double seconds(Step step) throws Exception {
    long start = System.nanoTime();
    var _ = step.take();
    return (System.nanoTime() - start) / 1e9;
  }

  private static List<String> row(String what, List<Double> values, double factor, String unit) {
    return List.of(
        what,
        Integer.toString(values.size()),
        figure(Spread.percentile(values, .5) * factor, unit),
        figure(Spread.percentile(values, .99) * factor, unit),
        figure(Spread.percentile(values, 1) * factor, unit));
  }

  private static String figure(double value, String unit) {
    return String.format(Locale.ROOT, "%.1f %s", value, unit);
  }

  private void report(List<List<String>> rows, List<List<String>> throughput) throws Exception {
    Report report =
        new Report(
                "scaling", "mvn -q -pl benchmarks -am -DskipTests -Pbench verify -Dbench=scaling")
            .paragraph(
                "Two projectors, three query processes, %,d events a second; Kafka's session timeout as it is set by default, 10 s."
                    .formatted(rate))
            .table(List.of("what", "times", "p50", "p99", "max"), rows);
    if (!throughput.isEmpty()) {
      report
          .paragraph("50 connections (wrk) that ask for the same, from memory, without load.")
          .table(List.of("query processes", "requests/s", "× one"), throughput);
    }
    report.publish(options.document());
  }
}
