package io.tidemark.events;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes what a record says about its event as a JSON Schema, draft 2020-12. */
final class SchemaGenerator {

  static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

  private static final String VISIBLE = "^[^\\p{Cc}\\p{Cf}\\p{Cs}\\p{Z}]+$";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private SchemaGenerator() {}

  /** Every schema by its path below {@code schemas/}. */
  static Map<String, String> all() {
    Map<String, String> files = new TreeMap<>();
    for (EventType type : EventTypes.all()) {
      files.put(type.fact() + "/" + type.version() + ".json", text(schema(type)));
    }
    return files;
  }

  static String text(Map<String, Object> schema) {
    return JSON.writeValueAsString(schema).replace("\r\n", "\n") + "\n";
  }

  static Map<String, Object> schema(EventType type) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", DIALECT);
    schema.put("$id", "tidemark:" + type.schemaPath());
    schema.put("title", type.name());
    schema.put("description", RecordDocs.of(type.event()));
    schema.putAll(object(type.payload().fields()));
    return schema;
  }

  static Map<String, Object> object(List<Field> fields) {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (Field field : fields) {
      properties.put(field.name(), property(field));
    }
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put("required", fields.stream().filter(Field::required).map(Field::name).toList());
    return schema;
  }

  private static Map<String, Object> property(Field field) {
    return switch (field.kind()) {
      case MONEY -> money();
      case CURRENCY ->
          ordered(
              "type",
              "string",
              "pattern",
              "^[A-Z]{3}$",
              "description",
              "The deployment's currency, if given.");
      case ID ->
          ordered("type", "string", "minLength", 1, "maxLength", Rules.MAX_ID, "pattern", VISIBLE);
      case TEXT ->
          ordered("type", "string", "maxLength", Rules.MAX_TEXT, "pattern", "^[^\\u0000]*$");
      case INSTANT -> ordered("type", "string", "format", "date-time");
      case DATE -> ordered("type", "string", "format", "date");
      case WORD -> ordered("type", "string", "enum", List.copyOf(field.constants().keySet()));
      case INT ->
          ordered("type", "integer", "minimum", Integer.MIN_VALUE, "maximum", Integer.MAX_VALUE);
      case LONG -> ordered("type", "integer", "minimum", Long.MIN_VALUE, "maximum", Long.MAX_VALUE);
      case BOOLEAN -> ordered("type", "boolean");
    };
  }

  private static Map<String, Object> money() {
    long limit = BigInteger.TEN.pow(Amounts.MAX_DIGITS).longValueExact();
    Map<String, Object> number =
        ordered("type", "number", "exclusiveMinimum", -limit, "exclusiveMaximum", limit);
    String pattern =
        "^-?(0|[1-9][0-9]{0,%d})(\\.[0-9]{1,%d})?$"
            .formatted(Amounts.MAX_DIGITS - 1, Amounts.MAX_DECIMALS);
    return ordered(
        "description",
        "Money in the deployment's currency, at most 4 decimals; negative is a credit.",
        "anyOf",
        List.of(number, ordered("type", "string", "pattern", pattern)));
  }

  static Map<String, Object> ordered(Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }
}
