package io.tidemark.events;

/**
 * A fact about one entity, in the past tense. Each feature has a sealed interface of records that
 * extends this one, so that a {@code switch} over a feature's events is checked for completeness.
 *
 * <p>Record components are the payload's fields. A component marked {@code @Nullable} may be
 * missing.
 */
public interface Event {

  /**
   * Whether this event brings its entity into being. At the same instant a creating event comes
   * before all others.
   */
  default boolean creates() {
    return false;
  }
}
