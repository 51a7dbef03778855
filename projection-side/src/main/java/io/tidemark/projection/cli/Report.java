package io.tidemark.projection.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.json.JsonFactory;

/** Prints what a command has to say as one JSON object, for {@code --json}. */
final class Report {

  private static final JsonFactory JSON = new JsonFactory();

  private Report() {}

  static void print(PrintWriter out, Map<String, ?> report) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json =
        JSON.createGenerator(tools.jackson.core.ObjectWriteContext.empty(), text)) {
      write(json, report);
    }
    out.println(text);
  }

  private static void write(JsonGenerator json, @Nullable Object value) {
    switch (value) {
      case null -> json.writeNull();
      case Map<?, ?> map -> {
        json.writeStartObject();
        map.forEach(
            (key, entry) -> {
              json.writeName(key.toString());
              write(json, entry);
            });
        json.writeEndObject();
      }
      case List<?> list -> {
        json.writeStartArray();
        list.forEach(item -> write(json, item));
        json.writeEndArray();
      }
      case Long number -> json.writeNumber(number);
      case Integer number -> json.writeNumber(number);
      case Boolean flag -> json.writeBoolean(flag);
      case java.math.BigDecimal number -> json.writeNumber(number);
      default -> json.writeString(value.toString());
    }
  }
}
