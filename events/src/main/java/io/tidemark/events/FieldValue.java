package io.tidemark.events;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** One value of a payload: read from JSON as its field asks for it, or refused; and written. */
final class FieldValue {

  private FieldValue() {}

  /** The value that the parser is at, for the field; never null. */
  static Object read(Field field, JsonToken token, JsonParser parser) throws InvalidEvent {
    return switch (field.kind()) {
      case MONEY -> decimal(field, token, parser);
      case DECIMAL -> {
        BigDecimal number = decimal(field, token, parser);
        yield checked(field, number, problemWithQuantity(field, number));
      }
      case CURRENCY, TEXT -> {
        String text = string(field, "text", token, parser);
        yield checked(field, text, Rules.problemWithText(text));
      }
      case ID -> {
        String id = string(field, "text", token, parser);
        yield checked(field, id, Rules.problemWithId(id));
      }
      case INSTANT -> {
        String text = string(field, "a time", token, parser);
        Instant time = Rfc3339.parse(text);
        yield orInvalid(field, time, "not an RFC 3339 time with offset: ", text);
      }
      case DATE -> {
        String text = string(field, "a date", token, parser);
        yield orInvalid(field, Rfc3339.parseDate(text), "not a date like 2026-11-20: ", text);
      }
      case WORD -> {
        String text = string(field, "text", token, parser);
        Object constant = field.constants().get(text);
        if (constant == null) {
          String known = String.join(", ", field.constants().keySet());
          throw field.invalid("not one of " + known + ": " + Rules.quoted(text));
        }
        yield constant;
      }
      case INT -> {
        long number = whole(field, token, parser, Integer.MIN_VALUE, Integer.MAX_VALUE);
        yield checked(field, (int) number, problemWithQuantity(field, BigDecimal.valueOf(number)));
      }
      case LONG -> {
        long number = whole(field, token, parser, Long.MIN_VALUE, Long.MAX_VALUE);
        yield checked(field, number, problemWithQuantity(field, BigDecimal.valueOf(number)));
      }
      case BOOLEAN -> {
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
          throw field.invalid("not true or false: " + described(parser));
        }
        yield token == JsonToken.VALUE_TRUE;
      }
    };
  }

  private static BigDecimal decimal(Field field, JsonToken token, JsonParser parser)
      throws InvalidEvent {
    if (token != JsonToken.VALUE_STRING && !token.isNumeric()) {
      throw field.invalid("not a decimal number: " + described(parser));
    }
    char[] characters = parser.getStringCharacters();
    return Amounts.parse(field, characters, parser.getStringOffset(), parser.getStringLength());
  }

  private static String string(Field field, String what, JsonToken token, JsonParser parser)
      throws InvalidEvent {
    if (token != JsonToken.VALUE_STRING) {
      throw field.invalid("not " + what + ": " + described(parser));
    }
    return parser.getString();
  }

  private static @Nullable String problemWithQuantity(Field field, BigDecimal number) {
    Quantity quantity = field.quantity();
    return quantity == null ? null : Rules.problemWithQuantity(number, quantity);
  }

  private static Object checked(Field field, Object value, @Nullable String problem)
      throws InvalidEvent {
    if (problem != null) {
      throw field.invalid(problem);
    }
    return value;
  }

  private static Object orInvalid(Field field, @Nullable Object value, String problem, String text)
      throws InvalidEvent {
    if (value == null) {
      throw field.invalid(problem + Rules.quoted(text));
    }
    return value;
  }

  private static long whole(Field field, JsonToken token, JsonParser parser, long min, long max)
      throws InvalidEvent {
    if (token != JsonToken.VALUE_NUMBER_INT) {
      throw field.invalid("not a whole number: " + described(parser));
    }
    long value;
    try {
      value = Long.parseLong(parser.getString());
    } catch (NumberFormatException _) {
      throw field.invalid("out of range: " + described(parser));
    }
    if (value < min || value > max) {
      throw field.invalid("out of range: " + value);
    }
    return value;
  }

  /** The present value as it can stand in a message. */
  static String described(JsonParser parser) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> Rules.quoted(parser.getString());
      default -> {
        String text = parser.getString();
        yield text.length() > 40 ? text.substring(0, 40) + "…" : text;
      }
    };
  }

  static void write(Object value, JsonGenerator json) {
    switch (value) {
      case BigDecimal amount -> json.writeNumber(amount);
      case Enum<?> word -> json.writeString(Field.word(word));
      case Integer number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      case Boolean flag -> json.writeBoolean(flag);
      default ->
          json.writeString(value.toString()); // texts; times and dates write themselves in ISO 8601
    }
  }
}
