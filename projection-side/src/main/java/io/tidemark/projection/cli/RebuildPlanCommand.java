package io.tidemark.projection.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

@Command(
    name = "plan",
    description = {
      "Says what a rebuild would do: events, bytes, time, disk, and what has changed.",
      "Writes nothing."
    })
final class RebuildPlanCommand implements Callable<Integer> {

  @Mixin private final ApiOptions options;
  @Mixin private final RebuildSource source = new RebuildSource();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  RebuildPlanCommand(ApiOptions options) {
    this.options = options;
  }

  @Override
  public Integer call() throws CommandFailed, IOException, InterruptedException {
    try (Api api = options.connect("system.admin")) {
      JsonNode plan = api.post(Generations.PATH + "/plan", source.asJson());
      if (json) {
        spec.commandLine().getOut().println(plan);
      } else {
        print(plan, spec.commandLine().getOut());
      }
      return ExitCode.DONE;
    }
  }

  private static void print(JsonNode plan, PrintWriter out) {
    out.printf(
        "A rebuild would fold %s events (%s), in about %s. Nothing was written.%n",
        Amounts.count(plan.path("events").asLong(0)),
        Amounts.bytes(plan.path("bytes").asLong(0)),
        Amounts.time(Duration.ofSeconds(plan.path("estimatedSeconds").asLong(0))));
    out.printf(
        "It needs about %s more of the database's disk; %s rows of entities serve now.%n%n",
        Amounts.bytes(plan.path("estimatedDiskBytes").asLong(0)),
        Amounts.count(plan.path("entities").asLong(0)));
    out.printf("  %-24s %10s %14s %12s %14s%n", "topic", "partitions", "events", "bytes", "from");
    for (JsonNode topic : plan.path("topics")) {
      out.printf(
          "  %-24s %10d %14s %12s %14s%s%n",
          topic.path("topic").asString("?"),
          topic.path("partitions").asInt(0),
          Amounts.count(topic.path("events").asLong(0)),
          Amounts.bytes(topic.path("bytes").asLong(0)),
          Amounts.count(topic.path("earliestOffset").asLong(0)),
          topic.path("reachesBack").asBoolean(true) ? "" : "  does not reach back");
    }
    JsonNode serving = plan.path("serving");
    out.printf("%nServes now:  generation %d, %s%n", Generations.number(serving), by(serving));
    out.printf("Would be:    %s%n", by(plan.path("definition")));
    JsonNode changed = plan.path("changed");
    if (changed.isEmpty()) {
      out.println("Changed:     nothing");
    }
    boolean first = true;
    for (JsonNode change : changed) {
      out.printf("%-12s %s%n", first ? "Changed:" : "", change.asString(""));
      first = false;
    }
    out.println();
    String refusal = plan.path("refusal").asString("");
    if (!refusal.isBlank()) {
      out.println("It would be refused. " + refusal);
      return;
    }
    String advice = plan.path("advice").asString("");
    if (!advice.isBlank()) out.println(advice);
    out.println("To start it:  " + RebuildAdvice.COMMAND + "start --reason \"why\" --watch");
  }

  private static String by(JsonNode definition) {
    return definition.path("zone").asString("no zone")
        + ", weeks from "
        + definition.path("weekStartsOn").asString("?")
        + ": "
        + definition.path("code").asString("not adopted");
  }
}
