package io.tidemark.projection.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** What is asked for in one call, and done at once: pause, resume, cancel, rollback. */
@Command
final class RebuildStepCommand implements Callable<Integer> {

  private final String step;
  private final Predicate<JsonNode> meant;
  private final String none;
  private final String done;

  @Mixin private final RebuildOptions options;

  private RebuildStepCommand(
      RebuildOptions options, String step, Predicate<JsonNode> meant, String none, String done) {
    this.options = options;
    this.step = step;
    this.meant = meant;
    this.none = none;
    this.done = done;
  }

  static CommandLine pause(RebuildOptions options) {
    return new RebuildStepCommand(
            options,
            "pause",
            Generations::isBuilt, // a paused one too: it stays so
            "No rebuild is under way that could be paused. See ./tidemark rebuild list",
            "stands still")
        .described(
            "Lets a rebuild stand still, so that all of the machine is for readers.",
            "Nothing of it is lost: resume has it go on.");
  }

  static CommandLine resume(RebuildOptions options) {
    return new RebuildStepCommand(
            options,
            "resume",
            each -> each.path("paused").asBoolean(false),
            "Nothing is paused. See ./tidemark rebuild list",
            "goes on")
        .described("Lets a paused rebuild go on where it was.");
  }

  static CommandLine cancel(RebuildOptions options) {
    return new RebuildStepCommand(
            options,
            "cancel",
            Generations::isBuilt,
            "No rebuild is under way that could be given up. See ./tidemark rebuild list",
            "is given up, and its tables are dropped")
        .described(
            "Gives a rebuild up. What serves is not touched.",
            "By its number also a generation that stands by: nobody can go back to it then.");
  }

  static CommandLine rollback(RebuildOptions options) {
    return new RebuildStepCommand(
            options,
            "rollback",
            each -> Generations.state(each).equals("standby"),
            "No generation stands by that one could go back to. See ./tidemark rebuild list",
            "serves again")
        .described(
            "Lets the generation serve again that served before.",
            "It has followed meanwhile, so nothing is missing.");
  }

  private CommandLine described(String... description) {
    CommandLine command = new CommandLine(this);
    command.getCommandSpec().name(step).usageMessage().description(description);
    return command;
  }

  @Override
  public Integer call() throws CommandFailed, IOException, InterruptedException {
    try (Api api = options.api.connect("system.admin")) {
      JsonNode before = Generations.find(api, options.generation, meant, none);
      JsonNode after = api.post(Generations.path(before) + "/" + step, Api.JSON.createObjectNode());
      if (options.json) {
        options.out().println(after);
      } else {
        options.out().printf("Generation %d %s.%n", Generations.number(after), done);
        options.out().println(RebuildAdvice.next(after));
      }
      return ExitCode.DONE;
    }
  }
}
