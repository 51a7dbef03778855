package io.tidemark.projection.cli;

import io.tidemark.projection.cli.ProgressDisplay.Look;
import io.tidemark.projection.cli.ProgressDisplay.Unit;
import io.tidemark.projection.rebuild.Archive;
import io.tidemark.projection.rebuild.ArchiveExport;
import io.tidemark.projection.rebuild.ArchiveExport.Found;
import io.tidemark.projection.rebuild.ArchiveExport.Wanted;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "export",
    description = {
      "Writes a topic, or a range of it, to a file: CloudEvents as JSON lines, gzip'd, from which 'rebuild start --from' can fold.",
      "Beside it a manifest says what the file holds, and its SHA-256. Records that are no events are in it with their bytes."
    },
    footer = {
      "",
      "For example:",
      "  ./tidemark events export --topic tidemark.bookings --out /backup",
      "  ./tidemark events export --topic tidemark.calls --to 2026-01-01T00:00:00Z --out /backup"
    })
final class ExportCommand implements Callable<Integer> {

  @Mixin private final InstanceOptions instance;
  @Mixin private final BrokerOptions brokers = new BrokerOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--topic", required = true, paramLabel = "TOPIC", description = "Which topic.")
  private String topic = "";

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The folder for the file; made if it is not there.")
  private Path folder = Path.of("");

  @Option(
      names = "--partition",
      paramLabel = "N",
      description = "Only this partition. May be given several times.")
  private Set<Integer> partitions = new TreeSet<>();

  @Option(
      names = "--from-offset",
      paramLabel = "OFFSET",
      description = "From this offset on; default: from the first that there is.")
  private @Nullable Long fromOffset;

  @Option(
      names = "--from",
      paramLabel = "INSTANT",
      description = "Only what the log took in at or after this time, e.g. 2026-11-01T00:00:00Z.")
  private @Nullable Instant from;

  @Option(
      names = "--to",
      paramLabel = "INSTANT",
      description = "Only what the log took in before this time; default: all there is now.")
  private @Nullable Instant to;

  @Option(
      names = "--consumer",
      paramLabel = "KEY=VALUE",
      description = "A property of the Kafka client, e.g. security.protocol=SSL.")
  private Map<String, String> consumer = new LinkedHashMap<>();

  @Option(names = "--json", description = "Prints the outcome as JSON.")
  private boolean json;

  ExportCommand(InstanceOptions instance) {
    this.instance = instance;
  }

  @Override
  public Integer call() throws CommandFailed, IOException, InterruptedException {
    if (from != null && fromOffset != null) {
      throw CommandFailed.usage("--from and --from-offset exclude each other.");
    }
    if (from != null && to != null && !from.isBefore(to)) {
      throw CommandFailed.usage("--from must be before --to.");
    }
    Path file = folder.resolve(fileName());
    if (Files.exists(Archive.manifestOf(file))) {
      throw CommandFailed.refused(
          file
              + " is a finished archive and is not written over. Move it away, or name another --out.");
    }
    Files.createDirectories(folder);
    String bootstrap = brokers.bootstrapServers(instance);
    long start = System.nanoTime();
    try (ArchiveExport export = connect(bootstrap)) {
      Found found = find(export);
      Archive archive = write(export, found, file, start);
      print(archive, found, Duration.ofNanos(System.nanoTime() - start));
      return ExitCode.DONE;
    }
  }

  private ArchiveExport connect(String bootstrap) throws CommandFailed {
    try {
      return ArchiveExport.connect(bootstrap, consumer);
    } catch (IllegalArgumentException e) {
      throw CommandFailed.usage(String.valueOf(e.getMessage()));
    }
  }

  /** The same range has the same name: so it is not exported twice by mistake. */
  private String fileName() throws CommandFailed {
    if (!topic.matches("[a-zA-Z0-9._-]+")) {
      throw CommandFailed.usage("'" + topic + "' is not the name of a topic.");
    }
    List<String> parts = new ArrayList<>(List.of(topic));
    if (!partitions.isEmpty()) {
      parts.add(
          partitions.stream()
              .sorted()
              .map(String::valueOf)
              .collect(Collectors.joining("+", "p", "")));
    }
    if (fromOffset != null) {
      parts.add("from" + fromOffset);
    }
    if (from != null) {
      parts.add("from" + compact(from));
    }
    if (to != null) {
      parts.add("to" + compact(to));
    }
    return String.join("-", parts) + ".jsonl.gz";
  }

  private static String compact(Instant instant) {
    return instant.toString().replaceAll("[-:]", "");
  }

  private Found find(ArchiveExport export) throws CommandFailed, IOException, InterruptedException {
    try {
      return export
          .find(new Wanted(topic, partitions, fromOffset, from, to))
          .orElseThrow(
              () ->
                  CommandFailed.refused(
                      "The broker has no topic "
                          + topic
                          + ". Tidemark's are tidemark.bookings, tidemark.complaints, tidemark.staff, tidemark.production and tidemark.calls."));
    } catch (IllegalArgumentException e) {
      throw CommandFailed.refused("There is no such range: " + e.getMessage() + ".");
    }
  }

  private Archive write(ArchiveExport export, Found found, Path file, long start)
      throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    long total = found.records();
    try (var _ =
            IfInterrupted.says(
                err,
                file
                    + " is not complete, and has no manifest: nothing takes it for an archive. Start the same export again; it is written over.");
        ProgressDisplay progress =
            ProgressDisplay.of(
                err, "Exporting", !json && ProgressDisplay.onTerminal(), Unit.EVENTS)) {
      return export.write(
          found,
          file,
          instance.clock().instant(),
          passed -> {
            long millis = Math.max(1, Duration.ofNanos(System.nanoTime() - start).toMillis());
            long rate = passed * 1000 / millis;
            progress.show(
                new Look(
                    passed,
                    total,
                    rate == 0 ? null : Duration.ofSeconds((total - passed) / rate),
                    Amounts.count(rate) + "/s"));
          });
    }
  }

  private void print(Archive archive, Found found, Duration took) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Map<String, Object> report = new LinkedHashMap<>();
      report.put("file", archive.file());
      report.put("manifest", Archive.manifestOf(archive.file()));
      report.put("topic", archive.topic());
      report.put("events", archive.events());
      report.put("bytes", archive.bytes());
      report.put("sha256", archive.sha256());
      report.put("reachesBack", found.reachesBack());
      report.put("millis", took.toMillis());
      Report.print(out, report);
      return;
    }
    out.printf(
        "Exported %s records of %s in %s: %s, %s.%n",
        Amounts.count(archive.events()),
        archive.topic(),
        Amounts.time(took),
        archive.file(),
        Amounts.bytes(archive.bytes()));
    for (Archive.Range range : archive.partitions()) {
      if (range.from() < range.to()) {
        out.printf(
            "  partition %2d  offsets %s to %s%n",
            range.partition(), Amounts.count(range.from()), Amounts.count(range.to() - 1));
      }
    }
    if (!found.reachesBack()) {
      out.println("The log does not reach back to its first record: the archive cannot either.");
    }
    out.printf(
        "SHA-256 %s, also in its manifest: keep the two files together.%n", archive.sha256());
    out.println("To fold it:  " + RebuildAdvice.COMMAND + "start --from " + archive.file());
  }
}
