package io.tidemark.events;

/** Ids of entities, as they may stand in an event. */
public final class Ids {

  private Ids() {}

  /** Whether it is 1 to 128 visible characters. */
  public static boolean isValid(String id) {
    return Rules.problemWithId(id) == null;
  }
}
