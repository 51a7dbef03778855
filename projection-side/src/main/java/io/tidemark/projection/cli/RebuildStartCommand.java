package io.tidemark.projection.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "start",
    description = {
      "Starts a rebuild, beside the generation that serves.",
      "A projector does it, and goes on after a restart; this command need not stay. With --watch it ends as watch does."
    })
final class RebuildStartCommand implements Callable<Integer> {

  private static final Pattern RATE = Pattern.compile("([1-9][0-9_,]*)([kM]?)(/s)?");

  @Mixin private final ApiOptions options;
  @Mixin private final RebuildSource source = new RebuildSource();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "Why, for the list and the audit.")
  private String reason = "";

  @Option(
      names = "--rate",
      paramLabel = "N/s",
      description = "At most so many events a second, such as 50000/s or 50k/s; default: no limit.")
  private @Nullable String rate;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description =
          "So many partitions at a time; default: 3 for each 2 processors, fewer where memory is short.")
  private @Nullable Integer workers;

  @Option(
      names = "--window",
      paramLabel = "DURATION",
      description =
          "How long one can roll back after the switch, ISO 8601 (default: PT24H). The old generation needs its disk so long.")
  private @Nullable Duration window;

  @Option(names = "--watch", description = "Stays, and shows how it gets on.")
  private boolean watch;

  @Option(names = "--json", description = "Prints JSON, with --watch an object a line.")
  private boolean json;

  RebuildStartCommand(ApiOptions options) {
    this.options = options;
  }

  @Override
  public Integer call() throws CommandFailed, IOException, InterruptedException {
    if (reason.isBlank()) {
      throw CommandFailed.usage("--reason must say why: others will read it.");
    }
    ObjectNode asked = source.asJson().put("reason", reason);
    if (rate != null) {
      asked.put("rate", eventsPerSecond(rate));
    }
    if (workers != null) {
      asked.put("workers", workers);
    }
    if (window != null) {
      asked.put("window", window.toString());
    }
    PrintWriter out = spec.commandLine().getOut();
    try (Api api = options.connect("system.admin")) {
      JsonNode begun = api.post(Generations.PATH, asked);
      if (json) {
        out.println(begun);
      } else {
        out.printf(
            "Generation %d is being built. What serves is not touched.%n",
            Generations.number(begun));
      }
      if (watch) {
        return new RebuildWatch(api, out, spec.commandLine().getErr(), json).untilBuilt(begun);
      }
      if (!json) {
        out.println(RebuildAdvice.next(begun));
      }
      return ExitCode.DONE;
    }
  }

  private static long eventsPerSecond(String given) throws CommandFailed {
    Matcher matcher = RATE.matcher(given);
    try {
      if (matcher.matches()) {
        long number = Long.parseLong(matcher.group(1).replaceAll("[_,]", ""));
        return switch (matcher.group(2)) {
          case "k" -> Math.multiplyExact(number, 1_000);
          case "M" -> Math.multiplyExact(number, 1_000_000);
          default -> number;
        };
      }
    } catch (ArithmeticException | NumberFormatException _) {
      throw wrongRate(given); // more digits than any machine has events
    }
    throw wrongRate(given);
  }

  private static CommandFailed wrongRate(String given) {
    return CommandFailed.usage(
        "--rate '" + given + "' must be events a second, such as 50000/s or 50k/s.");
  }
}
