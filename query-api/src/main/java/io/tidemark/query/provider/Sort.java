package io.tidemark.query.provider;

import io.tidemark.web.Problem.InvalidInput;
import io.tidemark.web.ProblemException;
import org.jspecify.annotations.Nullable;

/** What the list of providers is sorted by; the id decides between equals. */
enum Sort {
  /** From A on, by code points. */
  NAME("name"),
  /** The greatest of the period first. */
  PRODUCTION("-production");

  private final String wireName;

  Sort(String wireName) {
    this.wireName = wireName;
  }

  String wireName() {
    return wireName;
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
    throw ProblemException.invalidParameter(new InvalidInput("sort", given, "name, -production"));
  }
}
