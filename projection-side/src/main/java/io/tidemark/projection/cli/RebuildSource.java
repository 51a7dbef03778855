package io.tidemark.projection.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a rebuild is made from. */
final class RebuildSource {

  @Option(
      names = "--projection",
      paramLabel = "NAME",
      description =
          "Reads only this projection's topics from the log, everything else from entity rows.")
  private @Nullable String projection;

  @Option(
      names = "--from-entities",
      description =
          "Contributes the entity rows that serve anew, without the log: for a change of what counts where.")
  private boolean fromEntities;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      arity = "1..*",
      description =
          "Reads files of 'events export', where the projector finds them, then the log from where they end.")
  private @Nullable List<Path> files;

  @Option(
      names = "--definition",
      paramLabel = "CODE",
      description = "By which definition, if projectors of several releases run (see 'list').")
  private @Nullable String definition;

  ObjectNode asJson() throws CommandFailed {
    ObjectNode json = Api.JSON.createObjectNode();
    if (fromEntities && files != null) {
      throw CommandFailed.usage("--from and --from-entities exclude each other.");
    }
    if (fromEntities && projection != null) {
      throw CommandFailed.usage(
          "--from-entities reads no events, and --projection says of which to read them: leave one out.");
    }
    json.put("source", files != null ? "archive" : fromEntities ? "entities" : "log");
    if (files != null) {
      ArrayNode paths = json.putArray("files");
      // the projector has another working folder
      files.forEach(file -> paths.add(file.toAbsolutePath().normalize().toString()));
    }
    if (projection != null) {
      json.put("projection", projection);
    }
    if (definition != null) {
      json.put("definition", definition);
    }
    return json;
  }
}
