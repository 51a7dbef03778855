package io.tidemark.projection.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "switch",
    description = {
      "Lets a generation serve that was compared, in one transaction: readers see the old one before it and the new one after it.",
      "The old one follows for a while, so that one can go back ('rollback')."
    })
final class RebuildSwitchCommand implements Callable<Integer> {

  @Mixin private final RebuildOptions options;

  @Option(
      names = "--accept",
      description = "Lets it serve although cells differ: you have seen them, and want them so.")
  private boolean accept;

  @Option(
      names = "--window",
      paramLabel = "DURATION",
      description =
          "How long one can roll back, ISO 8601 (default: as the rebuild was started with).")
  private @Nullable Duration window;

  RebuildSwitchCommand(RebuildOptions options) {
    this.options = options;
  }

  @Override
  public Integer call() throws CommandFailed, IOException, InterruptedException {
    try (Api api = options.api.connect("system.admin")) {
      JsonNode before =
          Generations.find(
              api,
              options.generation,
              Generations::isBuilt,
              "No rebuild is under way that could serve. See ./tidemark rebuild list");
      ObjectNode asked = Api.JSON.createObjectNode().put("accept", accept);
      if (window != null) {
        asked.put("window", window.toString());
      }
      JsonNode after;
      try {
        after = api.post(Generations.path(before) + "/switch", asked);
      } catch (CommandFailed refused) {
        throw refused.exitCode() == ExitCode.REFUSED
            ? withDifferences(api, before, refused)
            : refused;
      }
      if (options.json) {
        options.out().println(after);
        return ExitCode.DONE;
      }
      options
          .out()
          .printf(
              "Generation %d serves since %s.%nThe one before stands by. To go back to it:  %srollback%n",
              Generations.number(after),
              after.path("servingSince").asString("now"),
              RebuildAdvice.COMMAND);
      return ExitCode.DONE;
    }
  }

  /** The refusal, after what it is about: nobody should have to look for that at night. */
  private CommandFailed withDifferences(Api api, JsonNode before, CommandFailed refused)
      throws CommandFailed, IOException, InterruptedException {
    int number = Generations.number(before);
    boolean differs = before.path("verification").path("differences").asLong(0) > 0;
    if (!differs || accept) {
      return CommandFailed.refused(refused.getMessage() + "\n" + RebuildAdvice.next(before));
    }
    if (!options.json) {
      Differences.print(api, before, options.out());
    }
    return CommandFailed.refused(refused.getMessage() + "\n" + RebuildAdvice.ofDiffering(number));
  }
}
