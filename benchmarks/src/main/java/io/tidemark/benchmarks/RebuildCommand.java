package io.tidemark.benchmarks;

import io.tidemark.projection.ProjectionApplication;
import io.tidemark.projection.ReadModel;
import io.tidemark.projection.imports.KafkaSink;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A rebuild of a log, against folding the same events as they come. */
@Command(
    name = "rebuild",
    mixinStandardHelpOptions = true,
    description = "A rebuild from the log, against live ingestion of the same events.")
final class RebuildCommand implements Callable<Integer> {

  private static final long SEED = 20261121;
  private static final int PARTITIONS = 12;
  private static final Duration START = Duration.ofMinutes(1);

  @Mixin private Options options = new Options();

  @Option(
      names = "--events",
      paramLabel = "N",
      description = "how many events (2000000; with --quick 200000)")
  private @Nullable Integer events;

  @Option(names = "--vm", paramLabel = "OPTION", description = "a JVM option for the projector")
  private List<String> vm = List.of();

  @Option(
      names = "--workers",
      paramLabel = "N",
      split = ",",
      description = "as of rebuild start; of several, each round takes the next (the default)")
  private List<Integer> workers = List.of(0);

  /** What came of one rebuild. Seconds are counted from the request. */
  private record Outcome(
      int generation,
      double filled,
      double compared,
      double switched,
      long cells,
      long differences,
      CpuTimes cpu) {}

  @Override
  public Integer call() throws Exception {
    int count = events != null ? events : options.isQuick() ? 200_000 : 2_000_000;
    boolean exact;
    try (var workplace = options.workplace();
        Tape tape = RealEvents.record(workplace.folder(), count)) {
      Path folder = workplace.folder().resolve("run");
      try (Servers servers = Servers.start(folder);
          Admin admin = Admin.create(Map.of("bootstrap.servers", servers.bootstrap()));
          Connection connection = servers.connect()) {
        ReadModel.migrate(servers.dataSource());
        admin
            .createTopics(
                ReadModel.projections().topics().stream()
                    .map(topic -> new NewTopic(topic, Optional.of(PARTITIONS), Optional.empty()))
                    .toList())
            .all()
            .get(30, TimeUnit.SECONDS);
        int[] order = Tape.shuffled(Arrays.copyOf(tape.inFileOrder(), count), SEED);
        double live = ingest(servers, connection, tape, order);
        System.out.printf(Locale.ROOT, "live: %,.0f events/s%n", count / live);
        exact = rebuild(servers, connection, count, live);
      }
    }
    return exact ? 0 : 1;
  }

  private double ingest(Servers servers, Connection connection, Tape tape, int[] order)
      throws Exception {
    try (var _ = projector("live", servers);
        KafkaSink sink = KafkaSink.connect(servers.bootstrap(), Map.of())) {
      long start = System.nanoTime();
      for (int each : order) {
        Tape.Entry entry = tape.get(each);
        sink.publish(entry.topic(), entry.event());
      }
      sink.flush();
      await(connection, "select sum(next_offset) from tidemark.position", order.length);
      return (System.nanoTime() - start) / 1e9;
    }
  }

  private Child projector(String name, Servers servers) throws Exception {
    List<String> jvm = new ArrayList<>(List.of("-Xmx512m", "-XX:+UseParallelGC"));
    jvm.addAll(vm);
    jvm.addAll(options.recording(name));
    List<String> arguments = new ArrayList<>(servers.springArguments());
    arguments.add("--spring.main.web-application-type=none");
    int partitions = PARTITIONS * ReadModel.projections().topics().size();
    try (Connection connection = servers.connect()) {
      return Child.java(
              name, servers.folder(), jvm, ProjectionApplication.class.getName(), arguments)
          .await(
              START,
              () -> number(connection, "select count(*) from tidemark.position") == partitions);
    }
  }

  private boolean rebuild(Servers servers, Connection connection, int count, double live)
      throws Exception {
    List<List<String>> rows = new ArrayList<>();
    boolean exact = true;
    try (Child child = projector("rebuild", servers)) {
      TimeUnit.SECONDS.sleep(3); // so that it has joined its group and has nothing else to do
      for (int round = 1; round <= options.rounds(); round++) {
        Outcome outcome = rebuild(servers, connection, child, round + 1, round == options.rounds());
        exact &= outcome.differences() == 0 && outcome.cells() > 0;
        double perSecond = count / outcome.filled();
        System.out.printf(
            Locale.ROOT,
            "rebuild %d: %,.0f events/s, %s%n",
            round,
            perSecond,
            outcome.cpu().text());
        rows.add(
            List.of(
                round == 1 ? "first, in a cold JVM" : "again",
                "%,d".formatted(count),
                String.format(Locale.ROOT, "%,.0f", perSecond),
                String.format(Locale.ROOT, "%.1f", perSecond * live / count),
                String.format(Locale.ROOT, "%.1f s", outcome.filled()),
                outcome.cpu().text(),
                String.format(
                    Locale.ROOT,
                    "%,d in %.1f s",
                    outcome.cells(),
                    outcome.compared() - outcome.filled()),
                Long.toString(outcome.differences()),
                outcome.switched() < 0
                    ? "–"
                    : String.format(Locale.ROOT, "%.0f ms", outcome.switched() * 1000)));
      }
    }
    GcLog heap = GcLog.of(servers.folder(), "rebuild");
    new Report("rebuild", "mvn -q -pl benchmarks -am -DskipTests -Pbench verify -Dbench=rebuild")
        .paragraph(
            String.format(
                Locale.ROOT,
                "%,d events at random of %,d entities. Folded as they came, with the producer on the"
                    + " same machine: %,.0f events/s. The rebuilding process had a heap of 512 MB, of"
                    + " which at most %d MB were in use after a collection.",
                count,
                number(connection, "select count(*) from readmodel.booking")
                    + number(connection, "select count(*) from readmodel.complaint"),
                count / live,
                heap.maxUsedAfterMegabytes()))
        .table(
            List.of(
                "rebuild",
                "events",
                "events/s",
                "× live",
                "from the request to filled",
                "processor seconds",
                "cells compared",
                "differ",
                "switch"),
            rows)
        .publish(options.document());
    return exact;
  }

  private Outcome rebuild(
      Servers servers, Connection connection, Child child, int generation, boolean last)
      throws Exception {
    CpuTimes cpu = CpuTimes.now(servers, List.of(child));
    ask(connection, "rebuild-start", start(workers.get((generation - 2) % workers.size())));
    String of = " from tidemark.generation where generation = " + generation;
    await(connection, "select count(*)" + of + " and state = 'following'", 1);
    cpu = CpuTimes.now(servers, List.of(child)).since(cpu);
    double switched = -1;
    if (last) {
      TimeUnit.SECONDS.sleep(5); // so that it is followed
      long start = System.nanoTime();
      ask(connection, "rebuild-switch", "{\"accept\": true}");
      switched = (System.nanoTime() - start) / 1e9;
    } else {
      ask(connection, "rebuild-cancel", "{}");
      await(connection, "select count(*)" + of + " and state = 'dropped'", 1);
    }
    return new Outcome(
        generation,
        number(connection, "select extract(epoch from filled_at - requested_at) * 1000" + of) / 1e3,
        number(connection, "select extract(epoch from verified_at - requested_at) * 1000" + of)
            / 1e3,
        switched,
        number(connection, "select cells_compared" + of),
        number(connection, "select differences" + of),
        cpu);
  }

  private static String start(int workers) {
    return workers == 0
        ? "{\"reason\": \"a measurement\"}"
        : "{\"reason\": \"a measurement\", \"workers\": %d}".formatted(workers);
  }

  private static void ask(Connection connection, String kind, String arguments) throws Exception {
    UUID id = UUID.randomUUID();
    try (PreparedStatement ask =
        connection.prepareStatement(
            """
            with asked as (
              insert into tidemark.request (id, kind, arguments, actor)
              values (?, ?, ?::jsonb, 'benchmark'))
            select pg_notify('tidemark_request', '')
            """)) {
      ask.setObject(1, id);
      ask.setString(2, kind);
      ask.setString(3, arguments);
      ask.execute();
    }
    String of = " from tidemark.request where id = '" + id + "'";
    await(connection, "select count(*)" + of + " and finished_at is not null", 1);
    if (number(connection, "select count(*)" + of + " and state = 'done'") != 1) {
      throw new IllegalStateException(kind + " was not done");
    }
  }

  private static void await(Connection connection, String sql, long wanted)
      throws SQLException, InterruptedException {
    while (number(connection, sql) < wanted) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (Statement select = connection.createStatement();
        ResultSet rows = select.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
