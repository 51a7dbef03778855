package io.tidemark.projection.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(
    name = "watch",
    description = {
      "Shows how a rebuild gets on, until it has caught up and a comparison that was asked for is done.",
      "On a terminal a bar, elsewhere a line every 10 seconds, with --json an object a second."
    },
    footer = {
      "",
      "Ends with 1 if cells differ or records became dead letters. Ctrl-C ends watching alone (130)."
    })
final class RebuildWatchCommand implements Callable<Integer> {

  @Mixin private final RebuildOptions options;

  RebuildWatchCommand(RebuildOptions options) {
    this.options = options;
  }

  @Override
  public Integer call() throws CommandFailed, IOException, InterruptedException {
    try (Api api = options.api.connect("system.read")) {
      JsonNode generation =
          Generations.find(
              api,
              options.generation,
              Generations::isBuilt,
              "No rebuild is under way. See ./tidemark rebuild list, or start one: "
                  + RebuildAdvice.COMMAND
                  + "plan");
      return new RebuildWatch(api, options.out(), options.err(), options.json)
          .untilBuilt(generation);
    }
  }
}
