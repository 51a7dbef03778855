package io.tidemark.projection.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "discard",
    description = {
      "Gives dead letters up: they are kept, with the reason, and count as missing no longer.",
      "Ends with 1 if not all of the ids that were given are those of open letters."
    })
final class DeadLettersDiscardCommand implements Callable<Integer> {

  @Mixin private final ApiOptions options;
  @Mixin private Selected selected = new Selected();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "Why, to be kept with the letters.")
  private String reason = "";

  @Option(names = "--json", description = "Prints the outcome as JSON.")
  private boolean json;

  DeadLettersDiscardCommand(ApiOptions options) {
    this.options = options;
  }

  @Override
  public Integer call() throws CommandFailed, IOException, InterruptedException {
    ObjectNode body = selected.body(reason);
    List<String> requests = new ArrayList<>();
    long discarded = 0;
    try (Api api = options.connect("system.admin")) {
      boolean more = true;
      while (more) {
        JsonNode outcome = api.post(DeadLettersCommand.PATH + "/discard", body);
        requests.add(outcome.path("request").asString(""));
        discarded += outcome.path("discarded").asLong(0);
        more = outcome.path("next").isNumber();
        body.set("after", outcome.path("next"));
      }
    }
    print(requests, discarded);
    return discarded < selected.ids().size() ? ExitCode.WITH_FINDINGS : ExitCode.DONE;
  }

  private void print(List<String> requests, long discarded) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Map<String, Object> report = new LinkedHashMap<>();
      report.put("requests", requests);
      report.put("discarded", discarded);
      Report.print(out, report);
      return;
    }
    out.printf(
        Locale.ROOT,
        "%,d %s discarded.%n",
        discarded,
        discarded == 1 ? "letter is" : "letters are");
    if (discarded < selected.ids().size()) {
      out.println(
          "The others of these ids are resolved already, or there is none:  tidemark dead-letters"
              + " show ID");
    } else if (discarded == 0) {
      out.println("No open letter is meant. To see which there are:  tidemark dead-letters list");
    } else {
      out.println(
          "They are kept:  tidemark dead-letters list --state discarded\n"
              + "To take it back:  tidemark dead-letters retry ID");
    }
  }
}
