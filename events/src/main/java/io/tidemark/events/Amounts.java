package io.tidemark.events;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Money on the wire: a JSON number, or the same characters as a string. At most 4 decimals,
 * magnitude below 10^15, so that every amount fits {@code numeric(19,4)}.
 */
final class Amounts {

  static final int MAX_DECIMALS = 4;
  static final int MAX_DIGITS = 15;

  private static final int MAX_CHARACTERS = 100;
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  private Amounts() {}

  static BigDecimal parse(Field field, char[] characters, int offset, int length)
      throws InvalidEvent {
    BigDecimal amount = parsePlain(characters, offset, length);
    return amount != null ? amount : parseAny(field, new String(characters, offset, length));
  }

  /**
   * Digits, perhaps a sign, perhaps 1 to 4 decimals: nearly all there are. Null for everything
   * else.
   */
  private static @Nullable BigDecimal parsePlain(char[] characters, int offset, int length) {
    int end = offset + length;
    boolean negative = length > 0 && characters[offset] == '-';
    int first = negative ? offset + 1 : offset;
    int dot = -1;
    long unscaled = 0;
    for (int i = first; i < end; i++) {
      char c = characters[i];
      if (c >= '0' && c <= '9') {
        unscaled = unscaled * 10 + (c - '0');
      } else if (c == '.' && dot < 0) {
        dot = i;
      } else {
        return null;
      }
    }
    int digits = (dot < 0 ? end : dot) - first;
    int scale = dot < 0 ? 0 : end - dot - 1;
    boolean leadingZero = digits > 1 && characters[first] == '0';
    if (digits < 1
        || digits > 14
        || leadingZero
        || scale > MAX_DECIMALS
        || (dot >= 0 && scale == 0)) {
      return null; // 14 + 4 digits cannot overflow a long
    }
    return BigDecimal.valueOf(negative ? -unscaled : unscaled, scale);
  }

  private static BigDecimal parseAny(Field field, String text) throws InvalidEvent {
    if (text.length() > MAX_CHARACTERS || !NUMBER.matcher(text).matches()) {
      throw field.invalid("not a decimal number: " + Rules.quoted(text));
    }
    BigDecimal amount;
    try {
      amount = new BigDecimal(text);
    } catch (NumberFormatException _) {
      throw field.invalid("exponent out of range: " + text);
    }
    // an exponent may be huge: compare before anything spreads the digits out
    if (amount.signum() == 0) {
      return BigDecimal.ZERO.setScale(
          Math.clamp(amount.scale(), 0, MAX_DECIMALS), RoundingMode.UNNECESSARY);
    }
    if ((long) amount.precision() - amount.scale() > MAX_DIGITS) {
      throw field.invalid("10^15 or more: " + text);
    }
    if (amount.scale() > MAX_DECIMALS) {
      amount = amount.stripTrailingZeros();
    }
    if (amount.scale() > MAX_DECIMALS) {
      throw field.invalid("more than 4 decimals: " + text);
    }
    return amount.scale() < 0 ? amount.setScale(0, RoundingMode.UNNECESSARY) : amount;
  }
}
