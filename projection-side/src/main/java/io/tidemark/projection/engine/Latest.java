package io.tidemark.projection.engine;

import org.jspecify.annotations.Nullable;

/** A register that keeps the value with the highest stamp. */
public record Latest<T>(@Nullable T value, long high, long low) implements Register<T> {

  private static final Latest<?> NONE = new Latest<>(null, 0, 0);

  /** The register that no event has set. */
  @SuppressWarnings("unchecked") // it holds no value of any type
  public static <T> Latest<T> none() {
    return (Latest<T>) NONE;
  }

  /** This register, or one with the value if no event with a higher stamp has set it. */
  public Latest<T> set(@Nullable T value, Stamp at) {
    return Stamp.compare(at.high(), at.low(), high, low) > 0
        ? new Latest<>(value, at.high(), at.low())
        : this;
  }
}
