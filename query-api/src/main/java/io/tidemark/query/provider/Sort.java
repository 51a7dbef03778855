package io.tidemark.query.provider;

import io.tidemark.query.web.Problem.InvalidInput;
import io.tidemark.query.web.ProblemException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the list of providers is sorted by; the id decides between equals. */
enum Sort {
  /** From A on, by code points. */
  NAME,
  /** The greatest of the period first. */
  PRODUCTION;

  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * By default the name.
   *
   * @throws ProblemException 400 for anything else
   */
  static Sort of(@Nullable String given) {
    if (given == null) {
      return NAME;
    }
    for (Sort sort : values()) {
      if (sort.wireName().equals(given)) {
        return sort;
      }
    }
    throw ProblemException.invalidParameter(new InvalidInput("sort", given, "name, production"));
  }
}
