package io.tidemark.command;

import org.axonframework.modelling.command.AggregateLifecycle;
import org.axonframework.modelling.command.ConflictingAggregateVersionException;
import org.jspecify.annotations.Nullable;

/** The revision that an aggregate must have, where the caller has said so: 1, 2, 3 … */
public final class Revision {

  /** What a command carries it as. */
  public static final String EXPECTED = "expected-revision";

  private Revision() {}

  /**
   * For an aggregate that looks at it itself, while it decides.
   *
   * @param expected null if any will do
   * @throws ConflictingAggregateVersionException if the aggregate has another, or none yet
   */
  public static void require(String id, @Nullable Long expected) {
    Long version = AggregateLifecycle.getVersion(); // null while there are no events
    long actual = version == null ? 0 : version + 1;
    if (expected != null && expected != actual) {
      throw new ConflictingAggregateVersionException(id, expected - 1, actual - 1);
    }
  }
}
