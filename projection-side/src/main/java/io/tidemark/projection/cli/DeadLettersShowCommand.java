package io.tidemark.projection.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

@Command(
    name = "show",
    description = {
      "Shows one dead letter with its headers, key and value, and what to do about it.",
      "Needs system.admin: what the record holds may be personal data."
    })
final class DeadLettersShowCommand implements Callable<Integer> {

  @Mixin private final ApiOptions options;
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "ID", description = "As the list has it.")
  private long id;

  @Option(names = "--json", description = "Prints the API's answer.")
  private boolean json;

  DeadLettersShowCommand(ApiOptions options) {
    this.options = options;
  }

  @Override
  public Integer call() throws CommandFailed, IOException, InterruptedException {
    try (Api api = options.connect("system.admin")) {
      JsonNode letter = api.get(DeadLettersCommand.PATH + "/" + id);
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(letter);
      } else {
        print(letter, out);
      }
      return ExitCode.DONE;
    }
  }

  private static void print(JsonNode letter, PrintWriter out) {
    for (String field :
        List.of(
            "id",
            "state",
            "kind",
            "reason",
            "eventType",
            "topic",
            "partition",
            "offset",
            "receivedAt",
            "attempts",
            "triedAt",
            "resolvedAt",
            "resolvedBy",
            "note")) {
      JsonNode value = letter.path(field);
      if (!value.isNull() && !value.isMissingNode()) {
        out.printf(Locale.ROOT, "%-11s %s%n", field, Printable.line(value.asString("")));
      }
    }
    out.println("headers");
    for (JsonNode header : letter.path("headers")) {
      out.printf(
          "  %s: %s%n",
          Printable.line(header.path("name").asString("")), shown(header.path("value"), false));
    }
    out.println("key         " + shown(letter.path("key"), false));
    out.println("value");
    out.println(shown(letter.path("value"), true));
    if (letter.path("value").path("truncated").asBoolean(false)) {
      out.printf(
          Locale.ROOT,
          "… of %,d bytes; all of them are in tidemark.dead_letter.%n",
          letter.path("value").path("bytes").asLong(0));
    }
    if (letter.path("state").asString("").equals("open")) {
      out.println();
      out.println(NextStep.of(letter));
    } else if (letter.path("state").asString("").equals("discarded")) {
      out.println();
      out.println("To take that back:  tidemark dead-letters retry " + letter.path("id").asLong(0));
    }
  }

  private static String shown(JsonNode bytes, boolean pretty) {
    if (bytes.isNull() || bytes.isMissingNode()) {
      return "(none)";
    }
    if (pretty && bytes.path("json").isContainer()) {
      return Printable.lines(bytes.path("json").toPrettyString());
    }
    return bytes.path("text").isString()
        ? Printable.lines(bytes.path("text").asString())
        : "base64 " + bytes.path("base64").asString("");
  }
}
