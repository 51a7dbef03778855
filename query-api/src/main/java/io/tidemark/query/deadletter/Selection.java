package io.tidemark.query.deadletter;

import io.tidemark.web.Problem.InvalidInput;
import io.tidemark.web.ProblemException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which letters are to be retried or discarded, and why, as a body says it and as it is passed on
 * to a projector.
 *
 * @param arguments the fields that were given
 */
record Selection(ObjectNode arguments) {

  private static final int MOST_IDS = 1_000;
  private static final int LONGEST = 500;
  private static final String FIELDS = "ids, kind, type, reason, topic, from, to, all, after, note";

  /**
   * @param noteRequired whether it must say why
   * @throws ProblemException 422 that names each field that is wrong
   */
  static Selection of(JsonNode body, boolean noteRequired) {
    List<InvalidInput> errors = new ArrayList<>();
    ObjectNode arguments = JsonNodeFactory.instance.objectNode();
    boolean selects = false;
    if (!body.isObject()) {
      errors.add(new InvalidInput("body", body.getNodeType().name(), "an object"));
    }
    for (Map.Entry<String, JsonNode> field : body.properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      String allowed = allowed(name, value);
      if (allowed != null) {
        errors.add(new InvalidInput(name, value.toString(), allowed));
      }
      selects |= !name.equals("note") && !name.equals("after");
      arguments.set(name, value);
    }
    if (errors.isEmpty() && !selects) {
      errors.add(
          new InvalidInput(
              "body",
              body.toString(),
              "which letters are meant: at least one of ids, kind, type, reason, topic, from, to;"
                  + " or all: true"));
    }
    if (noteRequired && !arguments.has("note")) {
      errors.add(new InvalidInput("note", null, "why they are discarded"));
    }
    if (!errors.isEmpty()) {
      throw ProblemException.unprocessable(errors);
    }
    return new Selection(arguments);
  }

  /** What may stand in the field; null if what is there may. */
  private static @Nullable String allowed(String name, JsonNode value) {
    return switch (name) {
      case "ids" -> areIds(value) ? null : "a list of 1 to " + MOST_IDS + " ids";
      case "kind", "type", "reason", "topic", "note" ->
          isText(value) ? null : "a text of 1 to " + LONGEST + " characters";
      case "from", "to" ->
          isTime(value) ? null : "a time with offset, such as 2026-11-20T10:30:00Z";
      case "after" -> isId(value) ? null : "the next of an outcome";
      case "all" -> value.isBoolean() && value.asBoolean() ? null : "true, or not there";
      default -> "one of the fields " + FIELDS;
    };
  }

  private static boolean areIds(JsonNode value) {
    if (!value.isArray() || value.isEmpty() || value.size() > MOST_IDS) {
      return false;
    }
    for (JsonNode id : value) {
      if (!isId(id)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isId(JsonNode value) {
    return value.isIntegralNumber() && value.canConvertToLong() && value.asLong() >= 0;
  }

  private static boolean isText(JsonNode value) {
    return value.isString()
        && !value.asString().isBlank()
        && value.asString().length() <= LONGEST
        && value.asString().indexOf('\0') < 0;
  }

  private static boolean isTime(JsonNode value) {
    if (!value.isString()) {
      return false;
    }
    try {
      OffsetDateTime.parse(value.asString());
      return true;
    } catch (DateTimeParseException e) {
      return false; // the caller says what is allowed
    }
  }

  /** For the audit. */
  String described() {
    StringJoiner text = new StringJoiner(",");
    arguments.properties().forEach(field -> text.add(field.getKey() + "=" + field.getValue()));
    return text.toString();
  }
}
