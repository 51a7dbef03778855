package io.tidemark.benchmarks;

import io.tidemark.benchmarks.Options.Workplace;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How many commands a second are followed, and that each of them is counted in the end. */
@Command(
    name = "commands",
    mixinStandardHelpOptions = true,
    description =
        "Commands over HTTP with everything running: event store, relay, broker, projector, query."
            + " Needs Debian's wrk.",
    exitCodeList = {"0:measured", "2:wrk is not installed"})
final class CommandsCommand implements Callable<Integer> {

  private static final int CONNECTIONS = 32;
  private static final String BOOKINGS = "/api/v1/bookings";
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(3);
  private static final JsonMapper JSON = new JsonMapper();

  /** Each answer tells the booking's revision, and so what is to be done with it next. */
  private static final String LIFE =
      """
      local threads = 0
      function setup(thread) threads = threads + 1; thread:set("name", "NAME-" .. threads .. "-") end
      local made, waiting, first, last = 0, {}, 1, 0
      local steps = { "confirm", "start", "complete" }
      local json = { ["Content-Type"] = "application/json", ["Authorization"] = wrk.headers["Authorization"] }
      function request()
        if first <= last then
          local path = waiting[first]
          waiting[first] = nil
          first = first + 1
          return wrk.format("POST", path)
        end
        made = made + 1
        return wrk.format("POST", "BOOKINGS", json, '{"id":"' .. name .. made .. '","amount":"19.90"}')
      end
      function response(status, headers, body)
        local id, revision = body:match('"id":"([^"]+)","revision":(%d+)')
        local step = revision and steps[tonumber(revision)]
        if step then
          last = last + 1
          waiting[last] = "BOOKINGS/" .. id .. "/" .. step
        end
      end
      """;

  /** The status that a booking's newest event gives it, and how many have it. */
  private static final String STORED =
      """
      select case payload_type
          when 'io.tidemark.booking.created' then 'pending'
          when 'io.tidemark.booking.confirmed' then 'confirmed'
          when 'io.tidemark.booking.started' then 'in_progress'
          when 'io.tidemark.booking.completed' then 'completed' end as status, count(*)
      from (select distinct on (aggregate_id) payload_type from command.event
        order by aggregate_id, sequence_number desc) newest
      group by 1
      """;

  @Mixin private Options options = new Options();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "how long a round takes (60; with --quick 5)")
  private @Nullable Integer wanted;

  private final List<List<String>> rows = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    if (!Wrk.isInstalled("wrk")) {
      System.err.println("wrk is missing: apt-get install wrk");
      return 2;
    }
    int seconds = wanted != null ? wanted : options.isQuick() ? 5 : 60;
    try (Workplace workplace = options.workplace();
        LocalInstance instance =
            LocalInstance.start(options, workplace.folder().resolve("instance"), false)) {
      var _ = load(instance, workplace.folder(), "warm", options.isQuick() ? 3 : 15);
      var _ = awaitCounted(instance);
      double commit = commitMillis(instance);
      for (int round = 1; round <= options.rounds(); round++) {
        measure(instance, workplace.folder(), round, seconds);
      }
      report(seconds, commit);
    }
    return 0;
  }

  private static Wrk load(LocalInstance instance, Path folder, String name, int seconds)
      throws Exception {
    String script = LIFE.replace("NAME", name).replace("BOOKINGS", BOOKINGS);
    return Wrk.run(
        folder, CONNECTIONS, seconds, instance.url() + BOOKINGS, instance.token(), script);
  }

  private void measure(LocalInstance instance, Path folder, int round, int seconds)
      throws Exception {
    CpuTimes before = instance.cpuTimes();
    PostgresWaits waits = new PostgresWaits(instance.connect(), "tidemark-command");
    Wrk load;
    try (waits) {
      load = load(instance, folder, "r" + round, seconds);
    }
    CpuTimes used = instance.cpuTimes().since(before);
    double counted = awaitCounted(instance);
    rows.add(
        List.of(
            "%,.0f".formatted(load.requestsPerSecond()),
            "%.1f".formatted(load.p50()),
            "%.1f".formatted(load.p99()),
            "%.1f".formatted(counted),
            used.text() + " of " + seconds,
            waits.text()));
  }

  /**
   * Waits until the metrics say what the event store says.
   *
   * @return how long that took, in seconds
   */
  private static double awaitCounted(LocalInstance instance) throws Exception {
    long start = System.nanoTime();
    while (true) {
      Map<String, Long> stored = stored(instance); // some commands outlive their connection
      Map<String, Long> counted = counted(instance);
      if (counted.equals(stored)) {
        return (System.nanoTime() - start) / 1e9;
      }
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        throw new IllegalStateException("stored " + stored + ", but counted " + counted);
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private static Map<String, Long> stored(LocalInstance instance) throws Exception {
    Map<String, Long> statuses = new TreeMap<>();
    try (Connection connection = instance.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(STORED)) {
      while (rows.next()) {
        statuses.put(rows.getString(1), rows.getLong(2));
      }
    }
    return statuses;
  }

  private static Map<String, Long> counted(LocalInstance instance) throws Exception {
    JsonNode metrics = JSON.readTree(instance.get(LocalInstance.METRICS + "?include=bookings"));
    Map<String, Long> statuses = new TreeMap<>();
    metrics
        .at("/bookings/by_status")
        .forEachEntry((status, bookings) -> statuses.put(status, bookings.asLong()));
    statuses.values().removeIf(bookings -> bookings == 0);
    return statuses;
  }

  /** The median time of a transaction of one row that waits for the disk, with nothing else on. */
  private static double commitMillis(LocalInstance instance) throws Exception {
    try (Connection connection = instance.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("create table public.committed (n int)");
      List<Double> millis = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        long start = System.nanoTime();
        statement.execute("insert into public.committed values (1)");
        millis.add((System.nanoTime() - start) / 1e6);
      }
      statement.execute("drop table public.committed");
      return Spread.of(millis).median();
    } catch (SQLException e) {
      throw new IllegalStateException("commits could not be measured", e);
    }
  }

  private void report(int seconds, double commit) throws Exception {
    new Report("commands", "mvn -q -pl benchmarks -am -DskipTests -Pbench verify -Dbench=commands")
        .paragraph(
            "%d connections (wrk) make bookings and confirm, start and complete each, one after the other, for %d s a round; a standalone instance with a heap of 512 MB. No answer but 200 and 201. Afterwards the metrics say what the event store says."
                .formatted(CONNECTIONS, seconds))
        .table(
            List.of(
                "commands/s",
                "p50 ms",
                "p99 ms",
                "all counted after s",
                "processor seconds",
                "the command side's connections, on average"),
            rows)
        .paragraph(
            "A transaction of one row, alone, which waits for the disk: %.2f ms.".formatted(commit))
        .publish(options.document());
  }
}
