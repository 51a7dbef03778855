package io.tidemark.projection.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

@Command(
    name = "lag",
    description = {
      "Says how many events wait to be folded in, per topic.",
      "Ends with 1 if some still wait after --wait."
    })
final class LagCommand implements Callable<Integer> {

  private static final String PROJECTIONS = "/api/v1/system/projections";

  // the end of the log is looked at once a second: only what holds for longer than that is so
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(1_500);

  @Mixin private final ApiOptions options;
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      description = "Waits until nothing is left to fold in, at most that long, e.g. PT1M.")
  private @Nullable Duration wait;

  @Option(names = "--json", description = "Prints the answer as JSON.")
  private boolean json;

  LagCommand(ApiOptions options) {
    this.options = options;
  }

  @Override
  public Integer call() throws CommandFailed, IOException, InterruptedException {
    try (Api api = options.connect("system.read")) {
      JsonNode answer = settled(api);
      print(answer);
      boolean waited = wait != null && answer.path("lag").asLong(0) > 0;
      return waited ? ExitCode.WITH_FINDINGS : ExitCode.DONE;
    }
  }

  /** The answer now or, with --wait, the first after which nothing waits any more. */
  private JsonNode settled(Api api) throws CommandFailed, IOException, InterruptedException {
    JsonNode answer = api.get(PROJECTIONS);
    if (wait == null) {
      return answer;
    }
    Instant end = options.instance().clock().instant().plus(wait);
    boolean before = false;
    while (options.instance().clock().instant().isBefore(end)) {
      boolean caughtUp = answer.path("lag").asLong(0) == 0;
      if (caughtUp && before) {
        return answer;
      }
      before = caughtUp;
      Thread.sleep(BETWEEN_LOOKS);
      answer = api.get(PROJECTIONS);
    }
    return answer;
  }

  private void print(JsonNode answer) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(answer);
      return;
    }
    out.printf(
        Locale.ROOT,
        "%,d events wait, as of %s.%n",
        answer.path("lag").asLong(0),
        answer.path("asOf").asString("the beginning"));
    Map<String, Long> topics = new TreeMap<>();
    for (JsonNode partition : answer.path("partitions")) {
      topics.merge(
          partition.path("topic").asString("?"), partition.path("lag").asLong(0), Long::sum);
    }
    topics.forEach((topic, lag) -> out.printf(Locale.ROOT, "  %-28s %,12d%n", topic, lag));
    long deadLetters = answer.path("deadLetters").asLong(0);
    if (deadLetters > 0) {
      out.printf(
          Locale.ROOT, "%,d records could not be folded in: they are dead letters.%n", deadLetters);
    }
  }
}
