package io.tidemark.projection.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

@Command(
    name = "list",
    description = {
      "Lists dead letters, newest first, and says what to do about them.",
      "Ends with 1 if some of those meant are open or wait to be retried."
    })
final class DeadLettersListCommand implements Callable<Integer> {

  @Mixin private final ApiOptions options;
  @Mixin private LetterOptions letters = new LetterOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--state",
      paramLabel = "STATE,…",
      description = "open, retrying, folded, discarded (default: open,retrying).")
  private @Nullable String state;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many at most, up to 500 (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(names = "--json", description = "Prints the API's answer.")
  private boolean json;

  DeadLettersListCommand(ApiOptions options) {
    this.options = options;
  }

  @Override
  public Integer call() throws CommandFailed, IOException, InterruptedException {
    Map<String, String> more = new HashMap<>(Map.of("limit", Integer.toString(limit)));
    if (state != null) {
      more.put("state", state);
    }
    try (Api api = options.connect("system.read")) {
      JsonNode page = api.get(DeadLettersCommand.PATH + letters.query(more));
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(page);
      } else {
        print(page, out);
      }
      JsonNode counts = page.path("counts");
      long unresolved = counts.path("open").asLong(0) + counts.path("retrying").asLong(0);
      return unresolved > 0 ? ExitCode.WITH_FINDINGS : ExitCode.DONE;
    }
  }

  private static void print(JsonNode page, PrintWriter out) {
    JsonNode counts = page.path("counts");
    out.printf(
        Locale.ROOT,
        "%,d open, %,d waiting to be retried, %,d folded later, %,d discarded.%n",
        counts.path("open").asLong(0),
        counts.path("retrying").asLong(0),
        counts.path("folded").asLong(0),
        counts.path("discarded").asLong(0));
    if (page.path("items").isEmpty()) {
      return;
    }
    out.println();
    for (JsonNode group : page.path("groups")) {
      out.printf(
          Locale.ROOT,
          "%,9d  %-16s  %-20s  %s%n",
          group.path("letters").asLong(0),
          text(group, "kind"),
          text(group, "topic"),
          text(group, "eventType"));
    }
    out.println();
    for (JsonNode letter : page.path("items")) {
      out.printf(
          Locale.ROOT,
          "%d  %s  %s-%d@%d  %s, %d %s%n    %s: %s%n",
          letter.path("id").asLong(0),
          text(letter, "receivedAt"),
          text(letter, "topic"),
          letter.path("partition").asInt(0),
          letter.path("offset").asLong(0),
          text(letter, "state"),
          letter.path("attempts").asInt(0),
          letter.path("attempts").asInt(0) == 1 ? "attempt" : "attempts",
          text(letter, "kind"),
          text(letter, "reason"));
    }
    if (!page.path("nextCursor").isNull()) {
      out.println("… and older ones: see --limit.");
    }
    next(page, counts, out);
  }

  private static void next(JsonNode page, JsonNode counts, PrintWriter out) {
    if (counts.path("open").asLong(0) > 0) {
      Set<String> steps = new LinkedHashSet<>();
      page.path("groups").forEach(group -> steps.add(NextStep.of(group)));
      out.println();
      steps.stream().limit(5).forEach(out::println);
      out.println(
          "To see one with its bytes:  tidemark dead-letters show "
              + page.path("items").get(0).path("id").asLong(0));
    } else if (counts.path("retrying").asLong(0) > 0) {
      out.println();
      out.println(DeadLettersRetryCommand.WHY_WAITING);
    }
  }

  private static String text(JsonNode node, String field) {
    return Printable.line(node.path(field).asString("-"));
  }
}
