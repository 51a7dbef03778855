package io.tidemark.projection.cli;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What to do about dead letters of a kind, with the command to type. */
final class NextStep {

  private static final String COMMAND = "tidemark dead-letters ";

  private NextStep() {}

  /**
   * @param letter a letter or a group of letters, with topic, kind and eventType
   */
  static String of(JsonNode letter) {
    String kind = letter.path("kind").asString("");
    String type = letter.path("eventType").isNull() ? null : letter.path("eventType").asString("");
    String same = "--kind " + Printable.argument(kind) + type(type);
    return switch (kind) {
      case "unknown-type" ->
          "When a release runs that knows "
              + (type == null ? "the type" : Printable.line(type))
              + ":  "
              + COMMAND
              + "retry"
              + (type == null ? " --kind unknown-type" : type(type));
      case "time-ahead" ->
          "When that time has come, or TIDEMARK_EVENTS_MAXAHEAD is larger:  "
              + COMMAND
              + "retry "
              + same;
      case "too-large" ->
          "When TIDEMARK_EVENTS_MAXBYTES of the projectors is larger:  "
              + COMMAND
              + "retry "
              + same;
      case "wrong-currency" ->
          "The sender has to publish it in the currency of this deployment; it then counts by"
              + " itself. Then:  "
              + COMMAND
              + "discard "
              + same
              + " --reason \"published anew\"";
      case "invalid-envelope", "invalid-payload" ->
          "The sender has to publish it corrected; it then counts by itself. Then:  "
              + COMMAND
              + "discard "
              + same
              + " --reason \"published anew\"";
      default -> "When the reason is removed:  " + COMMAND + "retry " + same;
    };
  }

  private static String type(@Nullable String type) {
    return type == null ? "" : " --type " + Printable.argument(type);
  }
}
