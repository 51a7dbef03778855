package io.tidemark.projection.cli;

import io.tidemark.projection.cli.ProgressDisplay.Look;
import io.tidemark.projection.cli.ProgressDisplay.Unit;
import io.tidemark.projection.imports.Import;
import io.tidemark.projection.imports.ImportProgress;
import io.tidemark.projection.imports.ImportReport;
import io.tidemark.projection.imports.ImportRequest;
import io.tidemark.projection.imports.InvalidMapping;
import io.tidemark.projection.imports.KafkaSink;
import io.tidemark.projection.imports.Mapping;
import io.tidemark.projection.imports.Sink;
import io.tidemark.projection.imports.Source;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "import",
    description = {
      "Publishes what CSV files say as events, by a mapping (docs/import.md).",
      "Rows that give no event are listed with line, column and reason in <file>.rejects.csv. Repeating an import changes nothing."
    },
    footer = {
      "",
      "Mappings that come with Tidemark: hotel_bookings, incident_event_log, gp_calls_2021, nyc_taxi_2019, bank_marketing.",
      "For example:",
      "  ./tidemark events import --mapping hotel_bookings --dry-run hotel_bookings.csv.gz"
    })
final class ImportCommand implements Callable<Integer> {

  @Mixin private final InstanceOptions instance;
  @Mixin private final BrokerOptions brokers = new BrokerOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "CSV",
      arity = "1..*",
      description = "Files, plain or gzip, with a header line each.")
  private List<Path> files = List.of();

  @Option(
      names = "--mapping",
      required = true,
      paramLabel = "FILE",
      description =
          "How rows become events: a YAML file, or the name of a mapping that comes with Tidemark.")
  private String mapping = "";

  @Option(
      names = "--shift-to-now",
      description = {
        "Moves all times by what brings the newest row to now (by whole weeks if the mapping says so); what would then lie in the future is withheld.",
        "The folder keeps by how much, so that a repeated import of the same files moves them alike."
      })
  private boolean shiftToNow;

  @Option(
      names = "--now",
      paramLabel = "INSTANT",
      description = "With --shift-to-now: the instant to take for now, e.g. 2026-11-20T10:00:00Z.")
  private @Nullable Instant shiftTo;

  @Option(
      names = "--until",
      paramLabel = "INSTANT",
      description = "Withholds events after this instant, to ask what the figures were then.")
  private @Nullable Instant until;

  @Option(names = "--rejects", paramLabel = "FILE", description = "Where rejected rows are listed.")
  private @Nullable Path rejects;

  @Option(names = "--dry-run", description = "Checks all rows and publishes nothing.")
  private boolean dryRun;

  @Option(
      names = "--currency",
      paramLabel = "CODE",
      description = "Currency of the deployment (TIDEMARK_CURRENCY; default: EUR).")
  private @Nullable String currency;

  @Option(
      names = "--producer",
      paramLabel = "KEY=VALUE",
      description = "A property of the Kafka producer, e.g. security.protocol=SSL.")
  private Map<String, String> producer = new LinkedHashMap<>();

  @Option(names = "--json", description = "Prints the outcome as JSON.")
  private boolean json;

  ImportCommand(InstanceOptions instance) {
    this.instance = instance;
  }

  @Override
  public Integer call() throws CommandFailed, IOException {
    try {
      ImportReport report = run(request());
      print(report);
      return report.rejected() == 0 ? ExitCode.DONE : ExitCode.WITH_FINDINGS;
    } catch (InvalidMapping e) {
      throw CommandFailed.usage(String.valueOf(e.getMessage()));
    }
  }

  private ImportRequest request() throws CommandFailed, IOException, InvalidMapping {
    List<Source> sources = new ArrayList<>();
    for (Path file : files) {
      if (!Files.isReadable(file) || Files.isDirectory(file)) {
        throw CommandFailed.unavailable("There is no readable file " + file + ".");
      }
      sources.add(Source.file(file));
    }
    if (shiftTo != null && !shiftToNow) {
      throw CommandFailed.usage("--now goes with --shift-to-now.");
    }
    String money =
        currency == null ? instance.environment("TIDEMARK_CURRENCY").orElse("EUR") : currency;
    return ImportRequest.of(mapping(), sources, instance.clock().instant())
        .in(money)
        .shiftedTo(shiftToNow ? shiftInstant() : null)
        .until(until)
        .rejectsTo(rejects);
  }

  private Mapping mapping() throws IOException, InvalidMapping {
    Path file = Path.of(mapping);
    return Files.exists(file) || !Mapping.NAMES.contains(mapping)
        ? Mapping.read(file)
        : Mapping.named(mapping);
  }

  private Instant shiftInstant() throws IOException {
    if (shiftTo != null) {
      return shiftTo;
    }
    Instant now = instance.clock().instant().truncatedTo(ChronoUnit.SECONDS);
    return dryRun ? now : new Shifts(instance.home()).instantFor(mapping, files, now);
  }

  private ImportReport run(ImportRequest request)
      throws CommandFailed, IOException, InvalidMapping {
    PrintWriter err = spec.commandLine().getErr();
    long start = System.nanoTime();
    try (Sink sink = sink(request);
        var _ =
            IfInterrupted.says(
                err, "To go on, start the same import again: what was published counts once.");
        ProgressDisplay progress =
            ProgressDisplay.of(err, "Importing", !json && ProgressDisplay.onTerminal(), Unit.KIB)) {
      return Import.run(
          request, sink, each -> progress.show(look(each, System.nanoTime() - start)));
    }
  }

  private static Look look(ImportProgress progress, long nanos) {
    long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
    String rejected =
        progress.rejected() == 0
            ? ""
            : String.format(Locale.ROOT, ", %,d rows rejected", progress.rejected());
    long read = progress.bytesRead();
    return new Look(
        read,
        progress.bytesTotal(),
        read <= 0 ? null : Duration.ofNanos(nanos / read * (progress.bytesTotal() - read)),
        String.format(
            Locale.ROOT,
            "%,d events, %,d/s%s",
            progress.events(),
            progress.events() * 1000 / millis,
            rejected));
  }

  private Sink sink(ImportRequest request) throws CommandFailed, IOException {
    if (dryRun) {
      return Sink.nowhere();
    }
    String bootstrap = brokers.bootstrapServers(instance);
    KafkaSink sink = KafkaSink.connect(bootstrap, producer);
    List<String> missing = sink.missing(request.mapping().topics());
    if (!missing.isEmpty()) {
      sink.close();
      throw CommandFailed.refused(
          "The broker has no topic "
              + String.join(", ", missing)
              + ". Tidemark's projector creates its topics when it starts.");
    }
    return sink;
  }

  private void print(ImportReport report) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Report.print(out, asMap(report));
      return;
    }
    out.printf(
        Locale.ROOT,
        "%s %,d events of %,d rows in %.1f s (%,d/s).%n",
        dryRun ? "Checked" : "Published",
        report.events(),
        report.rows(),
        report.millis() / 1000.0,
        report.rate());
    report
        .byType()
        .forEach((type, count) -> out.printf(Locale.ROOT, "  %-28s %,12d%n", type, count));
    if (report.oldest() != null) {
      out.printf("From %s to %s.%n", report.oldest(), report.newest());
    }
    if (report.withheld() > 0) {
      out.printf(
          Locale.ROOT,
          "Withheld %,d events that lie after the end asked for.%n",
          report.withheld());
    }
    if (report.rejected() > 0) {
      out.printf(
          Locale.ROOT,
          "Rejected %,d rows, listed in %s.%n",
          report.rejected(),
          report.rejects().stream().map(Path::toString).collect(Collectors.joining(", ")));
    }
  }

  private Map<String, Object> asMap(ImportReport report) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("rows", report.rows());
    map.put("events", report.events());
    map.put("rejected", report.rejected());
    map.put("withheld", report.withheld());
    map.put("byType", report.byType());
    map.put("oldest", report.oldest());
    map.put("newest", report.newest());
    map.put("shift", report.shift());
    map.put("rejects", List.copyOf(report.rejects()));
    map.put("millis", report.millis());
    map.put("dryRun", dryRun);
    return map;
  }
}
