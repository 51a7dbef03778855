package io.tidemark.events;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A field of an event's payload, for who describes it to others.
 *
 * @param type in JSON: string, number, integer or boolean
 * @param format of a string: date or date-time
 * @param words all that are allowed, where only a few are
 * @param allowed what may stand in it, in words
 * @param example a JSON value as text; of a string without its quotes
 */
public record EventField(
    String name,
    boolean required,
    String type,
    @Nullable String format,
    List<String> words,
    String allowed,
    String example) {

  static EventField of(Field field) {
    return switch (field.kind()) {
      case MONEY ->
          described(
              field,
              "number",
              null,
              "a decimal number (or the same as a string) with at most 4 decimals, below 10^15",
              "120.50");
      case DECIMAL ->
          described(
              field,
              "number",
              null,
              "a decimal number with at most 4 decimals, " + bounds(field.quantity()),
              "12.5");
      case CURRENCY ->
          described(field, "string", null, "the currency that this deployment is in", "EUR");
      case ID ->
          described(
              field,
              "string",
              null,
              "1 to " + Rules.MAX_ID + " visible characters",
              field.name().substring(0, field.name().length() - 2) + "-17");
      case TEXT ->
          described(
              field,
              "string",
              null,
              "at most " + Rules.MAX_TEXT + " characters, without NUL",
              "a " + field.name());
      case INSTANT ->
          described(
              field,
              "string",
              "date-time",
              "a time with offset as in RFC 3339, like 2026-11-20T10:30:00Z",
              "2026-11-20T10:30:00Z");
      case DATE -> described(field, "string", "date", "a date like 2026-11-20", "2026-11-20");
      case WORD -> {
        List<String> words = List.copyOf(field.constants().keySet());
        yield new EventField(
            field.name(),
            field.required(),
            "string",
            null,
            words,
            "one of " + String.join(", ", field.constants().keySet()),
            field.constants().keySet().iterator().next());
      }
      case INT, LONG ->
          described(field, "integer", null, "a whole number, " + bounds(field.quantity()), "60");
      case BOOLEAN -> described(field, "boolean", null, "true or false", "true");
    };
  }

  private static EventField described(
      Field field, String type, @Nullable String format, String allowed, String example) {
    return new EventField(
        field.name(), field.required(), type, format, List.of(), allowed, example);
  }

  private static String bounds(@Nullable Quantity quantity) {
    if (quantity == null) {
      return "within the range of its type";
    }
    String least = quantity.positive() ? "more than 0" : "0 or more";
    return quantity.max() == Long.MAX_VALUE
        ? least
        : least + ", at most " + BigDecimal.valueOf(quantity.max()).toPlainString();
  }
}
