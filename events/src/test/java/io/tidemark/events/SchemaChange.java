package io.tidemark.events;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What a change of a schema would break. The log is kept for ever, so a version of an event may
 * only gain optional fields, and words in an enumeration.
 */
final class SchemaChange {

  private static final Set<String> PROSE = Set.of("description", "title", "enum");

  private SchemaChange() {}

  static List<String> problems(JsonNode before, JsonNode after) {
    List<String> problems = new ArrayList<>();
    JsonNode properties = after.path("properties");
    for (Map.Entry<String, JsonNode> field : before.path("properties").properties()) {
      JsonNode now = properties.path(field.getKey());
      if (now.isMissingNode()) {
        problems.add(field.getKey() + " was removed");
      } else {
        compare(field.getKey(), field.getValue(), now, problems);
      }
    }
    for (JsonNode required : after.path("required")) {
      if (!before.path("required").valueStream().toList().contains(required)) {
        problems.add(required.asString() + " is now required");
      }
    }
    return problems;
  }

  private static void compare(String name, JsonNode before, JsonNode after, List<String> problems) {
    List<JsonNode> words = after.path("enum").valueStream().toList();
    for (JsonNode word : before.path("enum")) {
      if (!words.contains(word)) {
        problems.add(name + " may no longer be " + word.asString());
      }
    }
    if (!withoutProse(before).equals(withoutProse(after))) {
      problems.add(name + " was " + withoutProse(before) + " and is now " + withoutProse(after));
    }
  }

  private static JsonNode withoutProse(JsonNode schema) {
    var copy = schema.deepCopy().asObject();
    copy.remove(PROSE);
    return copy;
  }
}
