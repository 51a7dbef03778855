package io.tidemark.projection.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

@Command(
    name = "list",
    description = "Lists generations, newest first, and the projectors that are there.")
final class RebuildListCommand implements Callable<Integer> {

  @Mixin private final ApiOptions options;
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  RebuildListCommand(ApiOptions options) {
    this.options = options;
  }

  @Override
  public Integer call() throws CommandFailed, IOException, InterruptedException {
    try (Api api = options.connect("system.read")) {
      JsonNode page = api.get(Generations.PATH);
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(page);
        return ExitCode.DONE;
      }
      out.printf("%4s  %-10s %14s %10s  %-20s %s%n", "", "state", "events", "lag", "asked for", "");
      for (JsonNode each : page.path("generations")) {
        print(each, out);
      }
      out.println();
      int projectors = page.path("projectors").size();
      out.println(
          projectors == 0
              ? "No projector is there: nothing is folded, and no rebuild gets on. Start one."
              : "Projectors:");
      for (JsonNode each : page.path("projectors")) {
        out.printf(
            "  %-28s %s, weeks from %s: %s%n",
            Printable.line(each.path("id").asString("?")),
            each.path("zone").asString("?"),
            each.path("weekStartsOn").asString("?"),
            each.path("code").asString("?"));
      }
      return ExitCode.DONE;
    }
  }

  private static void print(JsonNode generation, PrintWriter out) {
    JsonNode progress = generation.path("progress");
    long total = progress.path("total").asLong(0);
    boolean filling = Generations.state(generation).equals("filling") && total > 0;
    String events =
        filling
            ? 100 * progress.path("done").asLong(0) / total + " %"
            : total == 0 ? "" : Amounts.count(total);
    out.printf(
        "%4d  %-10s %14s %10s  %-20s %s%n",
        Generations.number(generation),
        generation.path("paused").asBoolean(false) ? "paused" : Generations.state(generation),
        events,
        generation.path("lag").isNumber() ? Amounts.count(generation.path("lag").asLong()) : "",
        // to the second is enough here
        generation.path("requestedAt").asString("").replaceFirst("\\.[0-9]+", ""),
        Printable.line(
            generation.path("reason").asString("")
                + ", by "
                + generation.path("requestedBy").asString("?")));
    if (generation.path("trouble").isString()) {
      out.printf("      trouble: %s%n", Printable.line(generation.path("trouble").asString()));
    }
    if (Generations.isBuilt(generation) || Generations.state(generation).equals("standby")) {
      out.printf("      %s%n", RebuildAdvice.next(generation).replace("\n", "\n      "));
    }
  }
}
