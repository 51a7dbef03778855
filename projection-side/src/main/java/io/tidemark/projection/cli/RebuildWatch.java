package io.tidemark.projection.cli;

import io.tidemark.projection.cli.ProgressDisplay.Look;
import io.tidemark.projection.cli.ProgressDisplay.Unit;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Looks at a generation once a second, and shows how it gets on. */
final class RebuildWatch {

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  /** Over how many looks the rate is taken. */
  private static final int LOOKS = 6;

  /** How long the API may be away before it is said; it is asked on. */
  private static final int PATIENCE = 30;

  private record Seen(Instant at, long done) {}

  private final Api api;
  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean json;
  private final Deque<Seen> seen = new ArrayDeque<>();

  RebuildWatch(Api api, PrintWriter out, PrintWriter err, boolean json) {
    this.api = api;
    this.out = out;
    this.err = err;
    this.json = json;
  }

  /** Until it has caught up, and is not being compared. */
  int untilBuilt(JsonNode generation) throws CommandFailed, IOException, InterruptedException {
    return ended(
        watch(
            generation,
            each ->
                !Generations.isBuilt(each)
                    || (Generations.state(each).equals("following")
                        && !each.path("verification").path("requestedAt").isString())));
  }

  /** Until there is another comparison than before. */
  int untilCompared(JsonNode before, JsonNode asked)
      throws CommandFailed, IOException, InterruptedException {
    JsonNode last = before.path("verification").path("verifiedAt");
    return ended(
        watch(
            asked,
            each -> {
              JsonNode verification = each.path("verification");
              return !Generations.isBuilt(each)
                  || (!verification.path("requestedAt").isString()
                      && verification.path("verifiedAt").isString()
                      && !verification.path("verifiedAt").equals(last));
            }));
  }

  private JsonNode watch(JsonNode first, Predicate<JsonNode> over)
      throws CommandFailed, IOException, InterruptedException {
    int number = Generations.number(first);
    JsonNode now = first;
    try (var _ =
            IfInterrupted.says(
                err,
                "The rebuild goes on. To watch again:  "
                    + RebuildAdvice.COMMAND
                    + "watch "
                    + number);
        ProgressDisplay display =
            ProgressDisplay.of(
                err, "Generation " + number, !json && ProgressDisplay.onTerminal(), Unit.EVENTS)) {
      int unanswered = 0;
      while (true) {
        if (unanswered == 0) {
          show(now, display);
          if (over.test(now)) {
            return now;
          }
        }
        Thread.sleep(BETWEEN_LOOKS);
        try {
          now = api.get(Generations.path(first));
          unanswered = 0;
        } catch (CommandFailed e) {
          // restarted, perhaps: a rebuild outlives that, and so does who watches it
          if (e.exitCode() != ExitCode.UNAVAILABLE || ++unanswered == PATIENCE) {
            throw e;
          }
          if (!json) {
            display.show(look(now, "no answer from the API, trying again"));
          }
        }
      }
    }
  }

  private void show(JsonNode generation, ProgressDisplay display) {
    Instant at = Instant.parse(generation.path("observedAt").asString());
    seen.addLast(new Seen(at, generation.path("progress").path("done").asLong(0)));
    if (seen.size() > LOOKS) {
      seen.removeFirst();
    }
    if (json) {
      ObjectNode line = ((ObjectNode) generation).deepCopy().put("eventsPerSecond", rate());
      Duration left = left(generation);
      out.println(
          left == null ? line.putNull("secondsLeft") : line.put("secondsLeft", left.toSeconds()));
    } else {
      display.show(look(generation, says(generation)));
    }
  }

  private Look look(JsonNode generation, String says) {
    JsonNode progress = generation.path("progress");
    long total = progress.path("total").asLong(0);
    return new Look(
        Math.min(progress.path("done").asLong(0), total), total, left(generation), says);
  }

  private long rate() {
    Seen first = seen.getFirst();
    Seen last = seen.getLast();
    long millis = Duration.between(first.at(), last.at()).toMillis();
    return millis <= 0 ? 0 : Math.max(last.done() - first.done(), 0) * 1000 / millis;
  }

  private @Nullable Duration left(JsonNode generation) {
    JsonNode progress = generation.path("progress");
    long open = progress.path("total").asLong(0) - progress.path("done").asLong(0);
    long rate = rate();
    return rate == 0 || open < 0 ? null : Duration.ofSeconds(open / rate);
  }

  private String says(JsonNode generation) {
    String state = Generations.state(generation);
    boolean compared =
        generation.path("verification").path("requestedAt").isString()
            || (state.equals("filling") && generation.path("progress").path("filledAt").isString());
    String text =
        compared
            ? "comparing with the one that serves"
            : state.equals("filling") ? Amounts.count(rate()) + "/s" : state;
    if (generation.path("lag").isNumber()) {
      text += ", lag " + Amounts.count(generation.path("lag").asLong());
    }
    if (generation.path("paused").asBoolean(false)) {
      text += ", paused";
    } else if (generation.path("trouble").isString()) {
      text += ", trouble: " + Printable.line(generation.path("trouble").asString());
    } else if (!generation.path("runnerAlive").asBoolean(false)) {
      text += ", waits for a projector";
    }
    long letters = generation.path("deadLetters").asLong(0);
    return letters == 0 ? text : text + ", " + Amounts.count(letters) + " dead letters";
  }

  /** Says how it ended, and what to do next. */
  private int ended(JsonNode generation) throws CommandFailed, IOException, InterruptedException {
    int number = Generations.number(generation);
    long letters = generation.path("deadLetters").asLong(0);
    JsonNode verification = generation.path("verification");
    long differences = verification.path("differences").asLong(0);
    String state = Generations.state(generation);
    if (state.equals("cancelled") || state.equals("dropped")) {
      throw CommandFailed.refused(
          "Generation " + number + " was given up. " + RebuildAdvice.next(generation));
    }
    if (!json) {
      out.printf("Generation %d is %s.%n", number, state);
      if (letters > 0) {
        out.printf(
            "%s records could not be folded into it:  ./tidemark dead-letters list%n",
            Amounts.count(letters));
      }
      if (differences > 0) {
        Differences.print(api, generation, out);
      } else if (verification.path("verifiedAt").isString()) {
        out.printf(
            "Compared %s cells with the one that serves: 0 differences.%n",
            Amounts.count(verification.path("cellsCompared").asLong(0)));
      }
      out.println(RebuildAdvice.next(generation));
    }
    return differences > 0 || letters > 0 ? ExitCode.WITH_FINDINGS : ExitCode.DONE;
  }
}
