package io.tidemark.projection.engine;

import org.jspecify.annotations.Nullable;

/** A register that keeps the value with the lowest stamp. */
public record Earliest<T>(@Nullable T value, long high, long low) implements Register<T> {

  private static final Earliest<?> NONE = new Earliest<>(null, 0, 0);

  /** The register that no event has set. */
  @SuppressWarnings("unchecked") // it holds no value of any type
  public static <T> Earliest<T> none() {
    return (Earliest<T>) NONE;
  }

  /** This register, or one with the value if no event with a lower stamp has set it. */
  public Earliest<T> set(@Nullable T value, Stamp at) {
    return !isSet() || Stamp.compare(at.high(), at.low(), high, low) < 0
        ? new Earliest<>(value, at.high(), at.low())
        : this;
  }
}
