package io.tidemark.projection.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(
    name = "verify",
    description = {
      "Compares a generation with the one that serves, cell by cell at the same positions.",
      "Ends with 1 if cells differ, and lists the first: table, key, both sums, and entities that count there."
    })
final class RebuildVerifyCommand implements Callable<Integer> {

  @Mixin private final RebuildOptions options;

  RebuildVerifyCommand(RebuildOptions options) {
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
              "No rebuild is under way that could be compared. See ./tidemark rebuild list");
      JsonNode asked = api.post(Generations.path(before) + "/verify", Api.JSON.createObjectNode());
      return new RebuildWatch(api, options.out(), options.err(), options.json)
          .untilCompared(before, asked);
    }
  }
}
