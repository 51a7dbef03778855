package io.tidemark.benchmarks;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/** The median of some measurements, and between what they lie. */
public record Spread(double median, double least, double most) {

  public static Spread of(Collection<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }

  /** The value below which that share of them lies; they are sorted in place. */
  public static long percentile(long[] values, double share) {
    Arrays.sort(values);
    int index = (int) Math.ceil(values.length * share) - 1;
    return values[Math.max(0, index)];
  }

  /** The same of measurements that stay in their order. */
  public static double percentile(Collection<Double> values, double share) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[Math.max(0, (int) Math.ceil(sorted.length * share) - 1)];
  }

  /** Such as {@code 128,000 (121,000–133,000)}. */
  public String text(String format) {
    return least == most
        ? String.format(Locale.ROOT, format, median)
        : String.format(
            Locale.ROOT, format + " (" + format + "–" + format + ")", median, least, most);
  }
}
