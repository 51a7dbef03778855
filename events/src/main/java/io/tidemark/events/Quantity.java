package io.tidemark.events;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A number of things, which is never negative: credits, seconds, points. A decimal without this is
 * money.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Quantity {

  /** Whether none at all is not enough. */
  boolean positive() default false;

  /** The most there can be, if the type can hold more. */
  long max() default Long.MAX_VALUE;
}
