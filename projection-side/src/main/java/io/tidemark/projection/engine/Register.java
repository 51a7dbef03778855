package io.tidemark.projection.engine;

import org.jspecify.annotations.Nullable;

/**
 * A value together with the stamp it was set with. Setting is commutative, associative and
 * idempotent: in whatever order, and however often, events are merged, the register ends up the
 * same.
 */
public sealed interface Register<T> permits Latest, Earliest {

  /** The value; null if it is unset, or was set to nothing. */
  @Nullable T value();

  /** The stamp's upper half; with {@link #low()} 0 if no event has set the register. */
  long high();

  /** The stamp's lower half. */
  long low();

  /** Whether some event has set the register. */
  default boolean isSet() {
    return (high() | low()) != 0;
  }
}
