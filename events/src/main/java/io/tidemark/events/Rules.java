package io.tidemark.events;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What ids and texts may consist of, and numbers be. Each rule answers with the problem, or null if
 * there is none.
 */
final class Rules {

  static final int MAX_ID = 128;
  static final int MAX_TEXT = 1_000;

  private static final int MAX_QUOTED = 60;

  private Rules() {}

  /** Ids are 1 to 128 visible characters. */
  static @Nullable String problemWithId(String id) {
    return problemWithVisible(id, MAX_ID);
  }

  /** No blanks, no controls, nothing that a reader cannot see or a database would refuse. */
  static @Nullable String problemWithVisible(String text, int max) {
    int length = text.length();
    if (length == 0) {
      return "empty";
    }
    if (length > max && text.codePointCount(0, length) > max) {
      return "longer than " + max + " characters";
    }
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c > 0x20 && c < 0x7f) {
        continue;
      }
      int codePoint = text.codePointAt(i);
      if (!visible(codePoint)) {
        return "holds a character that cannot be seen: " + quoted(text);
      }
      if (Character.isSupplementaryCodePoint(codePoint)) {
        i++;
      }
    }
    return null;
  }

  private static boolean visible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      // what bytes that are not UTF-8 turn into: two different ids would become one
      default -> codePoint != '\uFFFD';
    };
  }

  /** Texts are at most 1,000 characters, without NUL and without half a character. */
  static @Nullable String problemWithText(String text) {
    int length = text.length();
    if (length > MAX_TEXT && text.codePointCount(0, length) > MAX_TEXT) {
      return "longer than " + MAX_TEXT + " characters";
    }
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return "holds a NUL character";
      }
      if (Character.isSurrogate(c)) {
        if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
          return "holds half a surrogate pair";
        }
        i++;
      }
    }
    return null;
  }

  /** Quantities are not negative, some not 0 either, and some have a largest value. */
  static @Nullable String problemWithQuantity(BigDecimal number, Quantity quantity) {
    if (quantity.positive() && number.signum() == 0) {
      return "not more than 0: " + number.toPlainString();
    }
    if (number.signum() < 0) {
      return "less than 0: " + number.toPlainString();
    }
    if (number.compareTo(BigDecimal.valueOf(quantity.max())) > 0) {
      return "more than " + quantity.max() + ": " + number.toPlainString();
    }
    return null;
  }

  /** A value as it can stand in a message. */
  static String quoted(String value) {
    return "\"" + printable(value, MAX_QUOTED) + "\"";
  }

  /**
   * Text from outside as it can stand in a message: short, without characters that would garble a
   * log, and storable as text in PostgreSQL, which takes neither NUL nor half a surrogate pair.
   */
  static String printable(String text, int max) {
    StringBuilder printable = new StringBuilder();
    int end = Math.min(text.length(), max);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      switch (Character.getType(c)) {
        case Character.CONTROL,
            Character.FORMAT,
            Character.SURROGATE,
            Character.LINE_SEPARATOR,
            Character.PARAGRAPH_SEPARATOR ->
            printable.append(String.format("\\u%04x", (int) c));
        default -> printable.append(c);
      }
    }
    return printable.append(end < text.length() ? "…" : "").toString();
  }
}
