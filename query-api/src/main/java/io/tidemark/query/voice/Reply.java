package io.tidemark.query.voice;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came of one attempt. */
sealed interface Reply {

  /** A configuration: well-formed JSON, an object. */
  record Found(String json) implements Reply {}

  /**
   * None.
   *
   * @param retryAfter how long the provider wants not to be asked, if it says so
   */
  record Failed(Failure failure, @Nullable Duration retryAfter) implements Reply {

    Failed(Failure failure) {
      this(failure, null);
    }
  }
}
