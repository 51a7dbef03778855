package io.tidemark.query.deadletter;

import io.tidemark.web.Problem.InvalidInput;
import io.tidemark.web.ProblemException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a dead letter stands. */
enum State {
  /** It waits for somebody to do something about it. */
  OPEN,
  /** It waits for the projector that owns its partition to try it again. */
  RETRYING,
  /** It was tried again, and counts as if it had come in time. */
  FOLDED,
  /** Somebody decided that it shall not count. */
  DISCARDED;

  /** What is missing from the figures. */
  static final Set<State> UNRESOLVED = Collections.unmodifiableSet(EnumSet.of(OPEN, RETRYING));

  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static State of(String wireName) {
    return valueOf(wireName.toUpperCase(Locale.ROOT));
  }

  /**
   * A comma list of states; without one, those that are not resolved.
   *
   * @throws ProblemException 400 for a state that there is not
   */
  static Set<State> listed(@Nullable String given) {
    if (given == null) {
      return UNRESOLVED;
    }
    EnumSet<State> states = EnumSet.noneOf(State.class);
    for (String name : given.split(",", -1)) {
      states.add(named(name.strip(), given));
    }
    return Collections.unmodifiableSet(states);
  }

  private static State named(String name, String given) {
    for (State state : values()) {
      if (state.wireName().equals(name)) {
        return state;
      }
    }
    throw ProblemException.invalidParameter(
        new InvalidInput("state", given, "a comma list of open, retrying, folded, discarded"));
  }
}
