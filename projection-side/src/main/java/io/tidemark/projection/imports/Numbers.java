package io.tidemark.projection.imports;

import java.math.BigDecimal;
import java.util.Optional;

/** Reads plain decimal numbers. */
final class Numbers {

  private static final int LONGEST = 40;

  private Numbers() {}

  /**
   * A plain decimal number, e.g. {@code -12.50}. No exponents: {@code 1E999999999} is a small text
   * that becomes a number of a gigabyte. No grouping either, which is ambiguous: is 1,234 more than
   * 2?
   */
  static Optional<BigDecimal> parse(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean sign = i == 0 && (c == '-' || c == '+');
      if (!sign && c != '.' && (c < '0' || c > '9')) {
        return Optional.empty();
      }
    }
    try {
      return Optional.of(new BigDecimal(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
