package io.tidemark.benchmarks;

import io.tidemark.projection.ProjectionApplication;
import io.tidemark.projection.ReadModel;
import io.tidemark.projection.imports.KafkaSink;
import io.tidemark.projection.rebuild.Verifier;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
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
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** One run of the whole system: new servers, events in, until the last one is visible, verified. */
final class IngestRun {

  private static final Duration START = Duration.ofMinutes(1);
  private static final int PARTITIONS = 12;

  private final Options options;
  private final Tape tape;
  private final int[] warmUp;
  private final List<String> vm;

  /**
   * @param warmUp events that are folded before the clock starts: a projector runs for long
   * @param vm JVM options for the projector
   */
  IngestRun(Options options, Tape tape, int[] warmUp, List<String> vm) {
    this.options = options;
    this.tape = tape;
    this.warmUp = warmUp;
    this.vm = vm;
  }

  /**
   * What is run.
   *
   * @param settings Spring's arguments for the projector
   * @param perEventConsumers of the ordinary event handler; 0 for Tidemark's projector
   * @param processes that share the partitions
   */
  record Variant(
      String name,
      List<Integer> order,
      List<String> settings,
      int perEventConsumers,
      int processes) {

    static Variant tidemark(String name, int[] order, String... settings) {
      return new Variant(
          name,
          boxed(order),
          Arrays.stream(settings).map(setting -> "tidemark.projector." + setting).toList(),
          0,
          1);
    }

    Variant by(int several) {
      return new Variant(name, order, settings, perEventConsumers, several);
    }

    static Variant perEvent(String name, int[] order, int consumers) {
      return new Variant(name, boxed(order), List.of(), consumers, 1);
    }

    /** Whether it is the one of that name, or begins as a text that ends with *. */
    boolean matches(String text) {
      return text.endsWith("*")
          ? name.startsWith(text.substring(0, text.length() - 1))
          : name.equals(text);
    }

    String fileName() {
      return name.replaceAll("[^a-z0-9]+", "-");
    }

    Variant with(List<String> more) {
      List<String> all = new ArrayList<>(more);
      all.addAll(settings);
      return new Variant(name, order, all, perEventConsumers, processes);
    }

    private static List<Integer> boxed(int[] order) {
      return Arrays.stream(order).boxed().toList();
    }
  }

  /**
   * What came of it.
   *
   * @param seconds from the first event produced until the last one is folded in
   * @param produced seconds until the broker has acknowledged the last event
   * @param transactions how many moved bookings' watermark; 0 for the ordinary event handler
   * @param heap the most that the projector's heap held after a collection, in megabytes
   */
  record Outcome(
      int events,
      double seconds,
      double produced,
      CpuTimes cpu,
      CpuTimes threads,
      long transactions,
      GcLog heap,
      long entities,
      long cells,
      int differences,
      long deadLetters) {

    double perSecond() {
      return events / seconds;
    }

    boolean isExact() {
      return differences == 0 && deadLetters == 0;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%,.0f events/s (%,d in %.1f s, produced in %.1f s), processor seconds: %s (threads: %s),"
              + " %d transactions, heap %d MB after GC, GC pauses %.1f s, %,d entities, %,d cells,"
              + " %d differ, %d dead letters",
          perSecond(),
          events,
          seconds,
          produced,
          cpu.text(),
          threads.text(),
          transactions,
          heap.maxUsedAfterMegabytes(),
          heap.pauseSeconds(),
          entities,
          cells,
          differences,
          deadLetters);
    }
  }

  Outcome run(Variant variant, Path folder) throws Exception {
    try (var _ = new Options.Workplace(folder, options.keepsWork());
        Servers servers = Servers.start(folder);
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
      List<Child> projectors = new ArrayList<>();
      try (KafkaSink sink = KafkaSink.connect(servers.bootstrap(), Map.of())) {
        for (int i = 1; i <= variant.processes(); i++) {
          projectors.add(projector(variant, servers, i));
        }
        int before = variant.perEventConsumers() > 0 ? warmUp.length / 50 : warmUp.length;
        produce(sink, warmUp, before);
        awaitFolded(connection, before);
        return measure(variant, servers, connection, projectors, sink, before);
      } finally {
        projectors.forEach(Child::close);
      }
    }
  }

  /** As the projector's image has it (see its pom.xml). */
  private static final String COLLECTOR = "-XX:+UseParallelGC";

  private Child projector(Variant variant, Servers servers, int number) throws Exception {
    List<String> jvm = new ArrayList<>(List.of("-Xmx512m", COLLECTOR));
    jvm.addAll(vm);
    String name =
        variant.perEventConsumers() > 0 ? "handler" : number == 1 ? "projector" : "projector-2";
    jvm.addAll(options.recording(name + "-" + variant.fileName()));
    int partitions = PARTITIONS * ReadModel.projections().topics().size();
    try (Connection connection = servers.connect()) {
      return start(variant, servers, name, jvm)
          .await(
              START,
              () ->
                  number(connection, "select count(*) from tidemark.position") == partitions
                      && (number == 1 || number(connection, ALIVE) == number));
    }
  }

  private static final String ALIVE =
      "select count(*) from tidemark.instance where seen_at > now() - interval '3 seconds'";

  private static Child start(Variant variant, Servers servers, String name, List<String> jvm)
      throws IOException {
    if (variant.perEventConsumers() > 0) {
      return Child.java(
          name,
          servers.folder(),
          jvm,
          PerEvent.class.getName(),
          List.of(
              servers.jdbcUrl(),
              servers.username(),
              servers.password(),
              servers.bootstrap(),
              Integer.toString(variant.perEventConsumers())));
    }
    List<String> arguments = new ArrayList<>(servers.springArguments());
    arguments.add("--spring.main.web-application-type=none");
    variant.settings().forEach(setting -> arguments.add("--" + setting));
    return Child.java(
        name, servers.folder(), jvm, ProjectionApplication.class.getName(), arguments);
  }

  private Outcome measure(
      Variant variant,
      Servers servers,
      Connection connection,
      List<Child> projectors,
      KafkaSink sink,
      int before)
      throws Exception {
    int[] order = variant.order().stream().mapToInt(Integer::intValue).toArray();
    System.gc(); // the producer's own past is no part of it
    long transactions = transactions(connection);
    CpuTimes cpu = CpuTimes.now(servers, projectors);
    CpuTimes threads = CpuTimes.ofThreads(projectors.getFirst());
    long start = System.nanoTime();
    produce(sink, order, order.length);
    double produced = (System.nanoTime() - start) / 1e9;
    awaitFolded(connection, before + order.length);
    double seconds = (System.nanoTime() - start) / 1e9;
    cpu = CpuTimes.now(servers, projectors).since(cpu);
    threads = CpuTimes.ofThreads(projectors.getFirst()).since(threads);
    transactions = transactions(connection) - transactions;
    GcLog heap = GcLog.of(servers.folder(), projectors.getFirst().name());
    var report = new Verifier(ReadModel.projections()).verify(connection, _ -> {});
    connection.setReadOnly(false);
    report.differences().stream().limit(5).forEach(System.out::println);
    return new Outcome(
        order.length,
        seconds,
        produced,
        cpu,
        threads,
        transactions,
        heap,
        report.entities(),
        report.cells(),
        report.differences().size(),
        number(connection, "select count(*) from tidemark.dead_letter"));
  }

  private void produce(KafkaSink sink, int[] order, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Tape.Entry entry = tape.get(order[i]);
      sink.publish(entry.topic(), entry.event());
    }
    sink.flush();
  }

  private static void awaitFolded(Connection connection, long events)
      throws SQLException, InterruptedException {
    while (number(connection, "select coalesce(sum(next_offset), 0) from tidemark.position")
        < events) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private static long transactions(Connection connection) throws SQLException {
    return number(
        connection,
        "select coalesce(max(version), 0) from tidemark.watermark where metric_group = 'bookings'");
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (Statement select = connection.createStatement();
        ResultSet rows = select.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
