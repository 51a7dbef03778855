package io.tidemark.projection.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

@Command(
    name = "explain",
    description = {
      "Shows the entities behind a figure, each with what it counts for: together they are the figure, exactly.",
      "For example: tidemark explain bookings_by_status grain=day period_start=2026-10-01 status=confirmed",
      "An unknown table is answered with those that there are, a wrong key with the columns of the table.",
      "Ends with 1 if the figure is not the sum of its entities."
    })
final class ExplainCommand implements Callable<Integer> {

  @Mixin private final ApiOptions options;
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "TABLE", description = "The table of figures.")
  private String table = "";

  @Parameters(
      index = "1..*",
      paramLabel = "COLUMN=VALUE",
      description = "The cell: each key column of the table once.")
  private List<String> key = List.of();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many entities are shown at most, 1 to 500 (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(
      names = "--cursor",
      paramLabel = "CURSOR",
      description = "Shows the entities after those of an earlier answer, which ends with it.")
  private @Nullable String cursor;

  @Option(names = "--json", description = "Prints the answer as JSON.")
  private boolean json;

  ExplainCommand(ApiOptions options) {
    this.options = options;
  }

  @Override
  public Integer call() throws CommandFailed, IOException, InterruptedException {
    StringBuilder path = new StringBuilder("/api/v1/explain?table=" + Api.encoded(table));
    for (String each : key) {
      int equals = each.indexOf('=');
      if (equals < 1) {
        throw CommandFailed.usage(
            "'%s' is no COLUMN=VALUE. Each key column is given once, for example status=confirmed"
                .formatted(each));
      }
      path.append("&key=")
          .append(Api.encoded(each.substring(0, equals) + ":" + each.substring(equals + 1)));
    }
    path.append("&limit=").append(limit);
    if (cursor != null) {
      path.append("&cursor=").append(Api.encoded(cursor));
    }
    JsonNode answer;
    try (Api api = options.connect("ops.admin providers.read calls.admin")) {
      answer = api.get(path.toString());
    }
    if (json) {
      spec.commandLine().getOut().println(answer);
    } else {
      print(answer);
    }
    return answer.path("exact").asBoolean(false) ? ExitCode.DONE : ExitCode.WITH_FINDINGS;
  }

  private void print(JsonNode answer) {
    PrintWriter out = spec.commandLine().getOut();
    JsonNode cell = answer.path("cell");
    out.printf("%s %s%n", answer.path("table").asString(), named(answer.path("key")));
    out.printf("  stored       %s%n", cell.isObject() ? named(cell) : "no such cell");
    out.printf(
        Locale.ROOT,
        "  recomputed   %s from %,d entities in %,d ms: %s%n",
        named(answer.path("total")),
        answer.path("entities").asLong(),
        answer.path("millis").asLong(),
        answer.path("exact").asBoolean() ? "exact" : "NOT THE SAME, please report it");
    for (JsonNode item : answer.path("items")) {
      out.printf(
          "  %-12s %s: %s%n",
          item.path("entity").asString(),
          Printable.line(item.path("id").asString()),
          named(item.path("sums")));
    }
    if (answer.path("nextCursor").isString()) {
      out.printf("More: --cursor %s%n", Printable.argument(answer.path("nextCursor").asString()));
    }
  }

  private static String named(JsonNode values) {
    List<String> named = new ArrayList<>();
    values
        .properties()
        .forEach(
            value -> named.add(value.getKey() + "=" + Printable.line(value.getValue().asString())));
    return String.join(" ", named);
  }
}
