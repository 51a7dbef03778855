package io.tidemark.projection.cli;

import java.time.OffsetDateTime;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** Which dead letters are meant, by what they are. */
final class LetterOptions {

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description =
          "Of this kind: invalid-envelope, unknown-type, invalid-payload, wrong-currency, time-ahead, too-large, not-storable.")
  private @Nullable String kind;

  @Option(names = "--type", paramLabel = "TYPE", description = "Of events of this type.")
  private @Nullable String type;

  @Option(
      names = "--matching",
      paramLabel = "TEXT",
      description = "Whose reason contains this text, in any case.")
  private @Nullable String matching;

  @Option(names = "--topic", paramLabel = "TOPIC", description = "From this topic.")
  private @Nullable String topic;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "Received at or after this time, e.g. 2026-11-20T10:30:00Z.")
  private @Nullable OffsetDateTime from;

  @Option(names = "--to", paramLabel = "TIME", description = "Received before this time.")
  private @Nullable OffsetDateTime to;

  /** What was given, by the names that the API has for it. */
  Map<String, String> given() {
    Map<String, String> given = new TreeMap<>();
    put(given, "kind", kind);
    put(given, "type", type);
    put(given, "reason", matching);
    put(given, "topic", topic);
    put(given, "from", from);
    put(given, "to", to);
    return given;
  }

  private static void put(Map<String, String> given, String name, @Nullable Object value) {
    if (value != null) {
      given.put(name, value.toString());
    }
  }

  /** A query string of what was given and more. */
  String query(Map<String, String> more) {
    Map<String, String> all = given();
    all.putAll(more);
    StringJoiner query = new StringJoiner("&", "?", "");
    all.forEach((name, value) -> query.add(name + "=" + Api.encoded(value)));
    return query.toString();
  }

  /** The beginning of a body. */
  ObjectNode body() {
    ObjectNode body = Api.JSON.createObjectNode();
    given().forEach(body::put);
    return body;
  }
}
