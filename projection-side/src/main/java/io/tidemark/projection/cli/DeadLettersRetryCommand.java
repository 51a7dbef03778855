package io.tidemark.projection.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
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
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "retry",
    description = {
      "Folds dead letters again, with the code and settings that the projectors have now: they count as if they had come in time.",
      "Ends with 1 if some failed again, or still wait after --wait."
    })
final class DeadLettersRetryCommand implements Callable<Integer> {

  static final String WHY_WAITING =
      "Letters wait while no projector has their partition, or it is halted (the projectors'"
          + " /actuator/health says so). They are tried by themselves when that is over. To look:"
          + "  tidemark dead-letters list --state retrying";

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  @Mixin private final ApiOptions options;
  @Mixin private Selected selected = new Selected();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why, to be kept with the letters.")
  private @Nullable String reason;

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      defaultValue = "PT30S",
      description = "How long to wait for the outcome (default: ${DEFAULT-VALUE}).")
  private Duration wait = Duration.ofSeconds(30);

  @Option(names = "--json", description = "Prints the outcome as JSON.")
  private boolean json;

  DeadLettersRetryCommand(ApiOptions options) {
    this.options = options;
  }

  /** What came of all requests: one takes no more than some hundred thousand letters. */
  private static final class Total {
    final List<String> requests = new ArrayList<>();
    final List<JsonNode> failures = new ArrayList<>();
    long matched;
    long folded;
    long failedAgain;
    long waiting;
  }

  @Override
  public Integer call() throws CommandFailed, IOException, InterruptedException {
    ObjectNode body = selected.body(reason);
    try (Api api = options.connect("system.admin")) {
      Total total = new Total();
      Instant end = options.instance().clock().instant().plus(wait);
      boolean more = true;
      while (more) {
        JsonNode outcome = api.post(DeadLettersCommand.PATH + "/retry", body);
        add(api, outcome, end, total);
        more = outcome.path("next").isNumber();
        body.set("after", outcome.path("next"));
      }
      print(total);
      boolean missed = !selected.ids().isEmpty() && total.matched < selected.ids().size();
      return total.failedAgain + total.waiting > 0 || missed
          ? ExitCode.WITH_FINDINGS
          : ExitCode.DONE;
    }
  }

  private void add(Api api, JsonNode outcome, Instant end, Total total)
      throws CommandFailed, IOException, InterruptedException {
    String request = outcome.path("request").asString("");
    long folded = outcome.path("folded").asLong(0);
    long failed = outcome.path("failedAgain").asLong(0);
    long waiting = outcome.path("waiting").asLong(0);
    JsonNode failures = outcome.path("failures");
    while (waiting > 0 && options.instance().clock().instant().isBefore(end)) {
      Thread.sleep(BETWEEN_LOOKS);
      JsonNode page = api.get(DeadLettersCommand.PATH + "?limit=20&state=open&request=" + request);
      JsonNode counts = page.path("counts");
      folded = counts.path("folded").asLong(0);
      failed = counts.path("open").asLong(0);
      waiting = counts.path("retrying").asLong(0);
      failures = page.path("items");
    }
    total.requests.add(request);
    total.matched += outcome.path("matched").asLong(0);
    total.folded += folded;
    total.failedAgain += failed;
    total.waiting += waiting;
    failures.forEach(total.failures::add);
  }

  private void print(Total total) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Map<String, Object> report = new LinkedHashMap<>();
      report.put("requests", total.requests);
      report.put("matched", total.matched);
      report.put("folded", total.folded);
      report.put("failedAgain", total.failedAgain);
      report.put("waiting", total.waiting);
      report.put(
          "failures", total.failures.stream().map(DeadLettersRetryCommand::failure).toList());
      Report.print(out, report);
      return;
    }
    out.printf(
        Locale.ROOT,
        "%,d %s: %,d now count, %,d failed again, %,d still wait.%n",
        total.matched,
        total.matched == 1 ? "letter" : "letters",
        total.folded,
        total.failedAgain,
        total.waiting);
    if (total.matched < selected.ids().size()) {
      out.println(
          "The others of these ids are folded already, or there is none:  tidemark dead-letters"
              + " show ID");
    } else if (total.matched == 0) {
      out.println("No open letter is meant. To see which there are:  tidemark dead-letters list");
    }
    Set<String> steps = new LinkedHashSet<>();
    for (JsonNode failure : total.failures) {
      out.printf(
          "%d  %s: %s%n",
          failure.path("id").asLong(0),
          Printable.line(failure.path("kind").asString("")),
          Printable.line(failure.path("reason").asString("")));
      steps.add(NextStep.of(failure));
    }
    if (total.failedAgain > total.failures.size()) {
      out.println("… and more:  tidemark dead-letters list");
    }
    steps.stream().limit(3).forEach(out::println);
    if (total.waiting > 0) {
      out.println(WHY_WAITING);
    }
  }

  private static Map<String, Object> failure(JsonNode failure) {
    Map<String, Object> named = new LinkedHashMap<>();
    named.put("id", failure.path("id").asLong(0));
    named.put("kind", failure.path("kind").asString(""));
    named.put("reason", failure.path("reason").asString(""));
    return named;
  }
}
