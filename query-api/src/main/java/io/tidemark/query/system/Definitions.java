package io.tidemark.query.system;

import io.tidemark.query.system.GenerationsPage.Projector;
import io.tidemark.query.system.GenerationsReader.Standing;
import io.tidemark.web.Problem.InvalidInput;
import io.tidemark.web.ProblemException;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** By whose code a new generation is to be folded. */
final class Definitions {

  private Definitions() {}

  /**
   * The code that is asked for; else the one of the running projectors that is not that of the
   * generation that serves; else the latter.
   *
   * @throws ProblemException 409 if it is not clear, or no running projector has the code; 503 if
   *     none runs
   */
  static String choose(Standing standing, @Nullable String asked) {
    TreeSet<String> running = new TreeSet<>();
    for (Projector projector : standing.projectors()) {
      running.add(projector.code());
    }
    if (running.isEmpty()) {
      throw ProblemException.unavailable(
          "no-projector",
          "No projector runs: start one of the release that the read model is to be rebuilt with.",
          null);
    }
    if (asked != null) {
      if (!running.contains(asked)) {
        throw ambiguous("No projector of this definition runs.", asked, List.copyOf(running));
      }
      return asked;
    }
    List<String> others =
        running.stream().filter(code -> !code.equals(standing.servingCode())).toList();
    if (others.size() > 1) {
      throw ambiguous(
          "Projectors of several releases run: say by the definition of which to rebuild.",
          null,
          others);
    }
    return others.isEmpty() ? running.first() : others.getFirst();
  }

  private static ProblemException ambiguous(
      String detail, @Nullable String asked, List<String> allowed) {
    return ProblemException.conflict(
        "definition-not-clear",
        detail,
        List.of(
            new InvalidInput(
                "definition",
                asked,
                "one of " + String.join(", ", allowed.stream().map(c -> "'" + c + "'").toList()))));
  }
}
