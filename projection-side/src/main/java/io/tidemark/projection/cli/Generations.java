package io.tidemark.projection.cli;

import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Generations as the API tells them, and the one that a command means. */
final class Generations {

  static final String PATH = "/api/v1/system/generations";

  private Generations() {}

  static String path(JsonNode generation) {
    return PATH + "/" + number(generation);
  }

  static int number(JsonNode generation) {
    return generation.path("generation").asInt(0);
  }

  static String state(JsonNode generation) {
    return generation.path("state").asString("?");
  }

  /** Whether it is being built: its tables are there, and it has never served. */
  static boolean isBuilt(JsonNode generation) {
    return switch (state(generation)) {
      case "filling", "following" -> true;
      default -> false;
    };
  }

  /**
   * The generation of the number that is given; else the only one that can be meant.
   *
   * @param meant which ones can be
   * @param none what to say if there is none
   */
  static JsonNode find(Api api, @Nullable Integer given, Predicate<JsonNode> meant, String none)
      throws CommandFailed, IOException, InterruptedException {
    if (given != null) {
      return api.get(PATH + "/" + given);
    }
    List<JsonNode> found =
        StreamSupport.stream(api.get(PATH).path("generations").spliterator(), false)
            .filter(meant)
            .toList();
    if (found.isEmpty()) {
      throw CommandFailed.refused(none);
    }
    if (found.size() > 1) {
      throw CommandFailed.usage(
          "Several can be meant: say which, "
              + found.stream()
                  .map(each -> number(each) + " (" + state(each) + ")")
                  .collect(Collectors.joining(" or "))
              + ".");
    }
    return found.getFirst();
  }
}
