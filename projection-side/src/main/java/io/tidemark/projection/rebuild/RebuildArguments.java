package io.tidemark.projection.rebuild;

import io.tidemark.projection.engine.Projections;
import io.tidemark.projection.request.Refused;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What operators say with a request, or a refusal that names what is allowed. */
final class RebuildArguments {

  private RebuildArguments() {}

  static String source(JsonNode arguments) throws Refused {
    String source = text(arguments, "source");
    if (source == null) {
      return "log";
    }
    if (!Set.of("log", "entities", "archive").contains(source)) {
      throw Refused.invalid("source", source, "log, entities or archive");
    }
    return source;
  }

  /** The one whose topics are read from the source; null for all. */
  static @Nullable String projection(JsonNode arguments, Projections known) throws Refused {
    String projection = text(arguments, "projection");
    if (projection != null && Sources.topic(known, projection).isEmpty()) {
      List<String> names = known.all().stream().map(each -> each.entities().name()).toList();
      throw Refused.invalid("projection", projection, String.join(", ", names));
    }
    return projection;
  }

  /** The files of the archive, which can be read; none if that is not the source. */
  static List<String> files(JsonNode arguments) throws Refused {
    List<String> files = new ArrayList<>();
    for (JsonNode file : arguments.path("files")) {
      files.add(file.asString());
    }
    boolean archive = "archive".equals(arguments.path("source").asString(""));
    if (archive == files.isEmpty()) {
      throw Refused.invalid(
          "files", String.join(", ", files), "the files of an archive, if that is the source");
    }
    if (archive) {
      try {
        ArchiveFilling.open(files);
      } catch (IOException e) {
        throw Refused.conflict("no-archive", String.valueOf(e.getMessage()));
      }
    }
    return files;
  }

  static @Nullable String text(JsonNode arguments, String name) {
    JsonNode value = arguments.path(name);
    return value.isString() ? value.asString() : null;
  }

  static @Nullable Long number(JsonNode arguments, String name) throws Refused {
    JsonNode value = arguments.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isIntegralNumber() || value.asLong() < 1) {
      throw Refused.invalid(name, value.toString(), "a whole number above 0");
    }
    return value.asLong();
  }
}
