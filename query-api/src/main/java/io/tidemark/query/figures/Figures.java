package io.tidemark.query.figures;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** How figures are rounded: exactly, half up, and null where a denominator is 0. */
public final class Figures {

  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final BigDecimal MILLIS_PER_HOUR = BigDecimal.valueOf(3_600_000);

  private Figures() {}

  public static BigDecimal money(BigDecimal amount) {
    return amount.setScale(2, RoundingMode.HALF_UP);
  }

  /** Money for each of so many. */
  public static @Nullable BigDecimal average(BigDecimal amount, long count) {
    return count == 0 ? null : amount.divide(BigDecimal.valueOf(count), 2, RoundingMode.HALF_UP);
  }

  /** Change in percent of what was before, one decimal. */
  public static @Nullable BigDecimal growth(BigDecimal current, BigDecimal previous) {
    return ratio(current.subtract(previous).multiply(HUNDRED), previous);
  }

  public static @Nullable BigDecimal growth(long current, long previous) {
    return growth(BigDecimal.valueOf(current), BigDecimal.valueOf(previous));
  }

  /** A share in percent, one decimal. */
  public static @Nullable BigDecimal percent(long part, long whole) {
    return percent(BigDecimal.valueOf(part), BigDecimal.valueOf(whole));
  }

  public static @Nullable BigDecimal percent(BigDecimal part, BigDecimal whole) {
    return ratio(part.multiply(HUNDRED), whole);
  }

  /** The mean in hours, one decimal. */
  public static @Nullable BigDecimal meanHours(long millis, long count) {
    return ratio(BigDecimal.valueOf(millis), MILLIS_PER_HOUR.multiply(BigDecimal.valueOf(count)));
  }

  /** The one for each of the other, one decimal. */
  public static @Nullable BigDecimal ratio(BigDecimal numerator, BigDecimal denominator) {
    return denominator.signum() == 0
        ? null
        : numerator.divide(denominator, 1, RoundingMode.HALF_UP);
  }

  /** Not rounded: as many decimals as it has. */
  public static BigDecimal exact(BigDecimal amount) {
    BigDecimal shortest = amount.stripTrailingZeros();
    return shortest.scale() < 0 ? shortest.setScale(0) : shortest;
  }
}
