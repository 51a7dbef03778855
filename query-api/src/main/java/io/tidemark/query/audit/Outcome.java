package io.tidemark.query.audit;

import java.util.Locale;

/** How an access ended. */
enum Outcome {
  /** The answer was given. */
  ALLOWED,
  /** Not this caller: 401 or 403. */
  DENIED,
  /** Not this request: any other 4xx. */
  REJECTED,
  /** Not now: 5xx. */
  FAILED;

  static Outcome of(int status) {
    return switch (status) {
      case 401, 403 -> DENIED;
      default -> status >= 500 ? FAILED : REJECTED;
    };
  }

  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
