package io.tidemark.events;

import static java.util.Objects.requireNonNull;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes what a record says about its event as a JSON Schema, draft 2020-12. */
final class SchemaGenerator {

  static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

  private static final String VISIBLE = "^[^\\p{Cc}\\p{Cf}\\p{Cs}\\p{Z}]+$";
  private static final long LIMIT = BigInteger.TEN.pow(Amounts.MAX_DIGITS).longValueExact();
  private static final String DIGITS =
      "(0|[1-9][0-9]{0,%d})(\\.[0-9]{1,%d})?$"
          .formatted(Amounts.MAX_DIGITS - 1, Amounts.MAX_DECIMALS);
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
      case DECIMAL -> decimal(requireNonNull(field.quantity()));
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
      case INT -> whole(field.quantity(), Integer.MIN_VALUE, Integer.MAX_VALUE);
      case LONG -> whole(field.quantity(), Long.MIN_VALUE, Long.MAX_VALUE);
      case BOOLEAN -> ordered("type", "boolean");
    };
  }

  private static Map<String, Object> money() {
    Map<String, Object> number =
        ordered("type", "number", "exclusiveMinimum", -LIMIT, "exclusiveMaximum", LIMIT);
    return ordered(
        "description",
        "Money in the deployment's currency, at most 4 decimals; negative is a credit.",
        "anyOf",
        List.of(number, ordered("type", "string", "pattern", "^-?" + DIGITS)));
  }

  /**
   * As text, a number's bounds are in the description only: digits are not compared by patterns.
   */
  private static Map<String, Object> decimal(Quantity quantity) {
    boolean bounded = quantity.max() < LIMIT;
    Map<String, Object> number =
        ordered(
            "type",
            "number",
            quantity.positive() ? "exclusiveMinimum" : "minimum",
            0,
            bounded ? "maximum" : "exclusiveMaximum",
            bounded ? quantity.max() : LIMIT);
    return ordered(
        "description",
        (quantity.positive() ? "More than 0" : "At least 0")
            + (bounded ? " and at most " + quantity.max() : "")
            + "; at most 4 decimals.",
        "anyOf",
        List.of(number, ordered("type", "string", "pattern", "^" + DIGITS)));
  }

  private static Map<String, Object> whole(@Nullable Quantity quantity, long min, long max) {
    if (quantity == null) {
      return ordered("type", "integer", "minimum", min, "maximum", max);
    }
    return ordered(
        "type",
        "integer",
        "minimum",
        quantity.positive() ? 1 : 0,
        "maximum",
        Math.min(max, quantity.max()));
  }

  static Map<String, Object> ordered(Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }
}
