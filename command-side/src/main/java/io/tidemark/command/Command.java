package io.tidemark.command;

/** What somebody wants to happen to one aggregate. Each feature has a sealed interface of these. */
public interface Command {

  /** The aggregate's id, which is also the subject of its events: 1 to 128 visible characters. */
  String id();

  /**
   * Whether the aggregate looks at the revision that the caller expects itself, by {@link
   * Revision}: it may not exist yet, or must first see whether the caller may know of it.
   */
  default boolean looksAtRevision() {
    return false;
  }
}
