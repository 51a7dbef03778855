package io.tidemark.projection.cli;

import tools.jackson.databind.JsonNode;

/** What can be done about a generation next, with the command for it. */
final class RebuildAdvice {

  static final String COMMAND = "./tidemark rebuild ";

  private RebuildAdvice() {}

  static String next(JsonNode generation) {
    int number = Generations.number(generation);
    if (generation.path("paused").asBoolean(false)) {
      return "It is paused. To have it go on:  " + COMMAND + "resume " + number;
    }
    return switch (Generations.state(generation)) {
      case "filling" -> "To see how it gets on:  " + COMMAND + "watch " + number;
      case "following" -> ofFollowing(generation, number);
      case "serving" -> "To see what can be rolled back to:  " + COMMAND + "list";
      case "standby" -> ofStandby(generation, number);
      default -> "It is history. To rebuild again:  " + COMMAND + "plan";
    };
  }

  private static String ofStandby(JsonNode generation, int number) {
    return "Until "
        + generation.path("standbyUntil").asString("its window ends")
        + " one can go back to it:  "
        + COMMAND
        + "rollback "
        + number;
  }

  private static String ofFollowing(JsonNode generation, int number) {
    JsonNode verification = generation.path("verification");
    if (verification.path("requestedAt").isString()) {
      return "It is being compared with the one that serves. To see how that ends:  "
          + COMMAND
          + "watch "
          + number;
    }
    if (!verification.path("verifiedAt").isString()) {
      return "It has caught up. To compare it with the one that serves:  "
          + COMMAND
          + "verify "
          + number;
    }
    return verification.path("differences").asLong(0) == 0
        ? "It does not differ from the one that serves. To let it serve:  "
            + COMMAND
            + "switch "
            + number
        : ofDiffering(number);
  }

  /** For one that differs from the one that serves. */
  static String ofDiffering(int number) {
    return "If that is what the rebuild is for:  "
        + COMMAND
        + "switch "
        + number
        + " --accept\nIf not, give it up:  "
        + COMMAND
        + "cancel "
        + number;
  }
}
