package io.tidemark.command;

import java.util.List;

/** An aggregate cannot follow a command as it stands. Nothing has changed. */
public final class IllegalTransition extends RuntimeException {

  private final String wanted;
  private final transient List<String> legal;

  /**
   * @param what the kind of aggregate
   * @param status how it stands
   * @param wanted the transition that is not legal then
   * @param legal those that are
   */
  public IllegalTransition(String what, String status, String wanted, List<String> legal) {
    super(
        "The " + what + " is " + status + ", and cannot follow '" + wanted + "'.",
        null,
        false,
        false);
    this.wanted = wanted;
    this.legal = List.copyOf(legal);
  }

  public String wanted() {
    return wanted;
  }

  /** The transitions that are legal, by the names that the API has for them. */
  public List<String> legal() {
    return legal;
  }
}
