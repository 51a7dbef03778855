package io.tidemark.events;

import org.jspecify.annotations.Nullable;

/**
 * The headers of a record, looked up by their exact name ({@code ce_id}, {@code content-type}).
 * Where a header is given twice, the last one is meant.
 */
@FunctionalInterface
public interface Attributes {

  /** The header's bytes, or null if there is none of that name. */
  byte @Nullable [] get(String name);
}
