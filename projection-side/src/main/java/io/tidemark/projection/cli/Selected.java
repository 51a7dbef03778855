package io.tidemark.projection.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** Which dead letters are to be retried or discarded: by id, by what they are, or all. */
final class Selected {

  @Parameters(paramLabel = "ID", arity = "0..*", description = "The letters of these ids.")
  private List<Long> ids = List.of();

  @Mixin private LetterOptions letters = new LetterOptions();

  @Option(names = "--all", description = "All letters that are open.")
  private boolean all;

  List<Long> ids() {
    return ids;
  }

  /**
   * As the API wants it.
   *
   * @param note why; null where nobody said it
   */
  ObjectNode body(@Nullable String note) throws CommandFailed {
    ObjectNode body = letters.body();
    if (ids.isEmpty() && body.isEmpty() && !all) {
      throw CommandFailed.usage(
          "Which letters? Give their ids, or --kind, --type, --matching, --topic, --from, --to, or"
              + " --all. To see them: tidemark dead-letters list");
    }
    if (!ids.isEmpty()) {
      ids.forEach(body.putArray("ids")::add);
    }
    if (all) {
      body.put("all", true);
    }
    if (note != null) {
      body.put("note", note);
    }
    return body;
  }
}
