package io.tidemark.standalone;

/** Tidemark cannot start here. The message is one sentence that says why and what to do next. */
final class StartRefused extends Exception {

  StartRefused(String message) {
    super(message);
  }

  StartRefused(String message, Throwable cause) {
    super(message, cause);
  }
}
