package io.tidemark.benchmarks;

import io.tidemark.benchmarks.Options.Workplace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** How fast the metrics are answered. */
@Command(
    name = "read",
    mixinStandardHelpOptions = true,
    description =
        "The metrics over HTTP, against nginx serving the same bytes and against SQL on raw tables."
            + " Needs Debian's wrk and nginx.",
    exitCodeList = {"0:measured", "2:wrk or nginx is not installed"})
final class ReadCommand implements Callable<Integer> {

  private static final int USERS = 50;
  private static final int THINK_MILLIS = 50;

  @Mixin private Options options = new Options();

  private final List<Wrk> tidemark = new ArrayList<>();
  private final List<Wrk> debian = new ArrayList<>();
  private final List<Wrk> tuned = new ArrayList<>();
  private final List<Double> audit = new ArrayList<>();
  private final List<Wrk> users = new ArrayList<>();
  private final List<Double> uncached = new ArrayList<>();
  private final List<Double> raw = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    for (String program : List.of("wrk", "nginx")) {
      if (!Wrk.isInstalled(program)) {
        System.err.printf("%s is missing: apt-get install %s%n", program, program);
        return 2;
      }
    }
    int seconds = options.isQuick() ? 2 : 10;
    try (Workplace workplace = options.workplace();
        LocalInstance instance =
            LocalInstance.start(options, workplace.folder().resolve("instance"), true)) {
      byte[] body = instance.get(LocalInstance.METRICS);
      try (Nginx debianFiles = nginx(workplace, Nginx.Setup.DEBIAN, body);
          Nginx tunedFiles = nginx(workplace, Nginx.Setup.TUNED, body);
          RawTables tables = RawTables.copy(instance.instance(), options.isQuick() ? 2 : 17)) {
        measure(instance, debianFiles, tunedFiles, tables, workplace.folder(), seconds);
        report(body.length, tables.rows());
      }
    }
    return 0;
  }

  private static Nginx nginx(Workplace workplace, Nginx.Setup setup, byte[] body) throws Exception {
    Path folder = workplace.folder().resolve("nginx-" + setup.name().toLowerCase(Locale.ROOT));
    return Nginx.serve(Files.createDirectories(folder), setup, body);
  }

  private void measure(
      LocalInstance instance,
      Nginx debianFiles,
      Nginx tunedFiles,
      RawTables tables,
      Path folder,
      int seconds)
      throws Exception {
    String url = instance.url() + LocalInstance.METRICS;
    String token = instance.token();
    var _ = Wrk.run(folder, USERS, 0, seconds, url, token); // warms up
    var _ = Wrk.run(folder, USERS, 0, seconds, debianFiles.url(), token);
    var _ = Wrk.run(folder, USERS, 0, seconds, tunedFiles.url(), token);
    LocalDate day = LocalDate.of(2020, 1, 1);
    for (int round = 0; round < options.rounds(); round++) {
      tidemark.add(Wrk.run(folder, USERS, 0, seconds, url, token));
      debian.add(Wrk.run(folder, USERS, 0, seconds, debianFiles.url(), token));
      tuned.add(Wrk.run(folder, USERS, 0, seconds, tunedFiles.url(), token));
      double seconds0 = instance.metric("tidemark_audit_append_seconds_sum");
      double count0 = instance.metric("tidemark_audit_append_seconds_count");
      users.add(Wrk.run(folder, USERS, THINK_MILLIS, seconds, url, token));
      audit.add(
          (instance.metric("tidemark_audit_append_seconds_sum") - seconds0)
              / (instance.metric("tidemark_audit_append_seconds_count") - count0)
              * 1e6);
      for (int i = 0; i < (options.isQuick() ? 20 : 200); i++) {
        day = day.plusDays(1); // each date is a question that was not asked before
        long start = System.nanoTime();
        var _ = instance.get(LocalInstance.METRICS + "?date=" + day);
        uncached.add((System.nanoTime() - start) / 1e6);
      }
      for (int i = 0; i < (options.isQuick() ? 2 : 10); i++) {
        long start = System.nanoTime();
        tables.ask();
        raw.add((System.nanoTime() - start) / 1e6);
      }
    }
  }

  private void report(int bytes, long rows) throws Exception {
    Spread ours = Spread.of(tidemark.stream().map(Wrk::requestsPerSecond).toList());
    Spread asInstalled = Spread.of(debian.stream().map(Wrk::requestsPerSecond).toList());
    Spread asTuned = Spread.of(tuned.stream().map(Wrk::requestsPerSecond).toList());
    Spread row = Spread.of(uncached);
    Spread query = Spread.of(raw);
    new Report("read", "mvn -q -pl benchmarks -am -DskipTests -Pbench verify -Dbench=read")
        .paragraph(
            "`GET %s`, %,d bytes, authenticated (RS256), authorised and audited, in a standalone instance with a heap of 512 MB."
                .formatted(LocalInstance.METRICS, bytes))
        .table(
            List.of("what", "requests/s", "p50 ms", "p99 ms", "ours is of it"),
            List.of(
                line("cached, 50 connections (wrk)", tidemark, ""),
                line(
                    "nginx as Debian sets it up, 50 connections", debian, ratio(ours, asInstalled)),
                line("nginx tuned, 50 connections", tuned, ratio(ours, asTuned)),
                line("cached, 50 users who think for 50 ms", users, "")))
        .paragraph(
            "Of each request of these users, putting it on record took %s µs."
                .formatted(Spread.of(audit).text("%.1f")))
        .table(
            List.of("what", "ms (least–most)", "of raw tables"),
            List.of(
                List.of(
                    "a question that is not cached, over HTTP",
                    row.text("%.2f"),
                    fraction(row, query)),
                List.of(
                    "the same questions in SQL over %,d raw rows".formatted(rows),
                    query.text("%.0f"),
                    "1")))
        .publish(options.document());
  }

  private static String ratio(Spread ours, Spread theirs) {
    return String.format(Locale.ROOT, "%.2f", ours.median() / theirs.median());
  }

  private static String fraction(Spread ours, Spread theirs) {
    return String.format(Locale.ROOT, "1/%.0f", theirs.median() / ours.median());
  }

  private static List<String> line(String name, List<Wrk> runs, String ratio) {
    return List.of(
        name,
        Spread.of(runs.stream().map(Wrk::requestsPerSecond).toList()).text("%,.0f"),
        Spread.of(runs.stream().map(Wrk::p50).toList()).text("%.2f"),
        Spread.of(runs.stream().map(Wrk::p99).toList()).text("%.2f"),
        ratio);
  }
}
