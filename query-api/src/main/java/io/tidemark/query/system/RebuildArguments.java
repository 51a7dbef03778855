package io.tidemark.query.system;

import io.tidemark.web.Problem.InvalidInput;
import io.tidemark.web.ProblemException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a body asks for, checked. Every field that is wrong is named at once.
 *
 * @param forProjector what a projector is told
 * @param definition the code by which the new generation is to be folded; null if it is clear
 */
record RebuildArguments(ObjectNode forProjector, @Nullable String definition) {

  private static final Set<String> SOURCES = Set.of("log", "entities", "archive");
  private static final Duration LONGEST_WINDOW = Duration.ofDays(90);
  private static final int LONGEST_TEXT = 500;
  private static final int MOST_FILES = 10_000;

  /** Takes the fields out of a body, one by one. */
  private static final class Fields {

    private final JsonNode body;
    private final ObjectNode arguments = JsonMapper.shared().createObjectNode();
    private final List<InvalidInput> errors = new ArrayList<>();
    private final Set<String> known = new TreeSet<>();

    Fields(JsonNode body) {
      this.body = body;
    }

    void wrong(String field, String allowed) {
      JsonNode given = body.path(field);
      errors.add(
          new InvalidInput(
              field,
              given.isMissingNode() ? null : given.isString() ? given.asString() : given.toString(),
              allowed));
    }

    /** The field, or null where it is not given: null is as if it were not. */
    @Nullable JsonNode given(String field) {
      known.add(field);
      JsonNode given = body.path(field);
      return given.isMissingNode() || given.isNull() ? null : given;
    }

    @Nullable String text(String field) {
      JsonNode given = given(field);
      if (given == null) {
        return null;
      }
      String text = given.isString() ? given.asString() : "";
      if (text.isBlank() || text.length() > LONGEST_TEXT) {
        wrong(field, "a text of 1 to " + LONGEST_TEXT + " characters");
        return null;
      }
      arguments.put(field, text);
      return text;
    }

    void wholeNumber(String field, long least, long most, String allowed) {
      JsonNode given = given(field);
      if (given == null) {
        return;
      }
      if (given.isIntegralNumber()
          && given.canConvertToLong()
          && given.asLong() >= least
          && given.asLong() <= most) {
        arguments.put(field, given.asLong());
      } else {
        wrong(field, allowed);
      }
    }

    void source() {
      String source = text("source");
      if (source != null && !SOURCES.contains(source)) {
        wrong("source", "log, entities or archive");
      }
      JsonNode files = given("files");
      if (files == null && "archive".equals(source)) {
        wrong("files", "the files of the archive, since source is archive");
      } else if (files != null && !"archive".equals(source)) {
        wrong("files", "left out, unless source is archive");
      } else if (files != null) {
        boolean valid = files.isArray() && !files.isEmpty() && files.size() <= MOST_FILES;
        for (JsonNode file : files) {
          valid &= file.isString() && !file.asString().isBlank();
        }
        if (valid) {
          arguments.set("files", files);
        } else {
          wrong("files", "a list of 1 to " + MOST_FILES + " paths that the projector can read");
        }
      }
    }

    void window() {
      String window = text("window");
      if (window == null) {
        return;
      }
      Duration duration;
      try {
        duration = Duration.parse(window);
      } catch (DateTimeParseException _) {
        duration = Duration.ofSeconds(-1);
      }
      if (duration.isNegative() || duration.compareTo(LONGEST_WINDOW) > 0) {
        wrong("window", "an ISO 8601 duration from PT0S to P90D, such as PT24H");
      }
    }

    void flag(String field) {
      JsonNode given = given(field);
      if (given != null && !given.isBoolean()) {
        wrong(field, "true or false");
      } else if (given != null) {
        arguments.put(field, given.booleanValue());
      }
    }

    /** Last of all: what is not known may be a misspelt wish. */
    ObjectNode checked() {
      if (!body.isObject()) {
        throw ProblemException.malformed(
            "The body is not an object.",
            List.of(new InvalidInput("body", null, "one JSON object")));
      }
      for (Map.Entry<String, JsonNode> field : body.properties()) {
        if (!known.contains(field.getKey())) {
          wrong(
              field.getKey(),
              known.isEmpty() ? "left out" : "one of the fields " + String.join(", ", known));
        }
      }
      if (!errors.isEmpty()) {
        throw ProblemException.unprocessable(errors);
      }
      return arguments;
    }
  }

  static RebuildArguments ofPlan(JsonNode body) {
    Fields fields = new Fields(body);
    fields.text("projection");
    fields.source();
    return of(fields);
  }

  static RebuildArguments ofStart(JsonNode body) {
    Fields fields = new Fields(body);
    if (fields.given("reason") == null) {
      fields.wrong("reason", "a text of 1 to " + LONGEST_TEXT + " characters: why it is rebuilt");
    } else {
      fields.text("reason");
    }
    fields.text("projection");
    fields.source();
    fields.wholeNumber("rate", 1, Long.MAX_VALUE, "events a second, at least 1");
    fields.wholeNumber("workers", 1, 256, "a whole number from 1 to 256");
    fields.window();
    return of(fields);
  }

  static ObjectNode ofSwitch(JsonNode body) {
    Fields fields = new Fields(body);
    fields.flag("accept");
    fields.window();
    return fields.checked();
  }

  /** Of what takes no arguments, with or without an empty object. */
  static ObjectNode none(JsonNode body) {
    return new Fields(body).checked();
  }

  private static RebuildArguments of(Fields fields) {
    String definition = fields.text("definition");
    ObjectNode arguments = fields.checked();
    arguments.remove("definition");
    return new RebuildArguments(arguments, definition);
  }
}
