package io.tidemark.events;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A field of a payload, as its record component describes it.
 *
 * @param quantity the bounds of a number that has some
 * @param constants the wire names of an enum's constants, in their order; empty for other kinds
 * @param accessor reads the component: {@code (Object) -> Object}
 */
record Field(
    String name,
    Kind kind,
    boolean required,
    @Nullable Quantity quantity,
    Map<String, Object> constants,
    MethodHandle accessor) {

  /** What a field holds, which decides how it is read, checked, written and described. */
  enum Kind {
    /** A decimal number in the deployment's currency: at most 4 decimals, magnitude below 10^15. */
    MONEY,
    /** Another decimal number under the same rules, which is never negative. */
    DECIMAL,
    /** The currency of the money in the same payload. */
    CURRENCY,
    /** The id of an entity: 1 to 128 visible characters. */
    ID,
    /** Text for people: at most 1,000 characters, without NUL. */
    TEXT,
    /** A point in time, RFC 3339 with offset. */
    INSTANT,
    /** A calendar date. */
    DATE,
    /** One of a few words, in lower_snake. */
    WORD,
    INT,
    LONG,
    BOOLEAN
  }

  static Field of(RecordComponent component) {
    Class<?> type = component.getType();
    boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    if (nullable && type.isPrimitive()) {
      throw new IllegalStateException("a primitive cannot be @Nullable: " + component);
    }
    return new Field(
        component.getName(),
        kind(component),
        !nullable,
        component.getAnnotation(Quantity.class),
        constants(type),
        accessor(component));
  }

  /** The currency of money whose record does not keep it; it is checked, and never written. */
  static Field impliedCurrency() {
    MethodHandle none = MethodHandles.constant(Object.class, null);
    return new Field(
        "currency",
        Kind.CURRENCY,
        false,
        null,
        Map.of(),
        MethodHandles.dropArguments(none, 0, Object.class));
  }

  private static Kind kind(RecordComponent component) {
    Class<?> type = component.getType();
    if (type == String.class) {
      String name = component.getName();
      return name.equals("currency") ? Kind.CURRENCY : name.endsWith("Id") ? Kind.ID : Kind.TEXT;
    }
    if (type == BigDecimal.class) {
      return component.isAnnotationPresent(Quantity.class) ? Kind.DECIMAL : Kind.MONEY;
    }
    if (type == Instant.class) {
      return Kind.INSTANT;
    }
    if (type == LocalDate.class) {
      return Kind.DATE;
    }
    if (type.isEnum()) {
      return Kind.WORD;
    }
    if (type == int.class || type == Integer.class) {
      return Kind.INT;
    }
    if (type == long.class || type == Long.class) {
      return Kind.LONG;
    }
    if (type == boolean.class || type == Boolean.class) {
      return Kind.BOOLEAN;
    }
    throw new IllegalStateException("an event cannot hold a " + type.getName() + ": " + component);
  }

  private static Map<String, Object> constants(Class<?> type) {
    Map<String, Object> constants = new LinkedHashMap<>();
    if (type.isEnum()) {
      for (Object constant : type.getEnumConstants()) {
        constants.put(word((Enum<?>) constant), constant);
      }
    }
    return constants;
  }

  /** An enum constant on the wire. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static MethodHandle accessor(RecordComponent component) {
    try {
      return MethodHandles.lookup()
          .unreflect(component.getAccessor())
          .asType(MethodType.methodType(Object.class, Object.class));
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("an event's record must be public: " + component, e);
    }
  }

  InvalidEvent invalid(String problem) {
    return new InvalidEvent(
        InvalidEvent.Kind.INVALID_PAYLOAD,
        name + ": " + problem,
        name,
        EventField.of(this).allowed());
  }
}
