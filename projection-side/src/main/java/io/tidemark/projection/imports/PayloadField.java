package io.tidemark.projection.imports;

import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A component of an event's record, and where a mapping takes its value from.
 *
 * @param words what an enum's constants are called in an event; empty for other types
 */
record PayloadField(
    String name, Class<?> type, boolean required, Map<String, Object> words, Expression from) {

  static PayloadField of(RecordComponent component, Expression from) {
    Map<String, Object> words = new LinkedHashMap<>();
    if (component.getType().isEnum()) {
      for (Object constant : component.getType().getEnumConstants()) {
        words.put(constant.toString().toLowerCase(Locale.ROOT), constant);
      }
    }
    return new PayloadField(
        component.getName(), component.getType(), isRequired(component), words, from);
  }

  /** What is wrong with the value if it is the same in every row, or null. */
  @Nullable String problem() {
    boolean wrong =
        from instanceof Expression.Constant(Object constant)
            && type.isEnum()
            && !words.containsKey(constant.toString());
    return wrong ? notAWord(((Expression.Constant) from).value().toString()) : null;
  }

  private String notAWord(String text) {
    return "'" + text + "' is none of " + String.join(", ", words.keySet());
  }

  static boolean isRequired(RecordComponent component) {
    return !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  /** The component's value in that row; instants moved by the import's shift. */
  @Nullable Object value(Row row, Shift shift) throws Rejected {
    Object value = converted(row, shift);
    if (value == null && required) {
      throw from.rejected("is empty, but " + name + " must have a value");
    }
    return value;
  }

  private @Nullable Object converted(Row row, Shift shift) throws Rejected {
    if (type == String.class) {
      return from.text(row);
    }
    if (type == BigDecimal.class) {
      return from.number(row);
    }
    if (type == Instant.class) {
      Instant instant = from.instant(row);
      return instant == null ? null : shift.apply(instant);
    }
    if (type == LocalDate.class) {
      Instant instant = from.instant(row);
      return instant == null ? null : shift.apply(instant).atZone(ZoneOffset.UTC).toLocalDate();
    }
    if (type.isEnum()) {
      return word(row);
    }
    return wholeOrFlag(row);
  }

  private @Nullable Object word(Row row) throws Rejected {
    String text = from.text(row);
    if (text == null) {
      return null;
    }
    Object constant = words.get(text);
    if (constant == null) {
      throw from.rejected(notAWord(text));
    }
    return constant;
  }

  private @Nullable Object wholeOrFlag(Row row) throws Rejected {
    if (type == boolean.class || type == Boolean.class) {
      String text = from.text(row);
      return switch (text) {
        case null -> null;
        case "true" -> true;
        case "false" -> false;
        default -> throw from.rejected("'" + text + "' is neither true nor false");
      };
    }
    Long whole = from.whole(row);
    if (whole == null || type == long.class || type == Long.class) {
      return whole;
    }
    if (whole != whole.intValue()) {
      throw from.rejected(whole + " is out of range");
    }
    return whole.intValue();
  }
}
