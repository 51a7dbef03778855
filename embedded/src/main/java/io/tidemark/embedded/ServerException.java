package io.tidemark.embedded;

import org.jspecify.annotations.Nullable;

/**
 * An embedded server cannot start or stop. The message is a sentence for the person at the console.
 */
public final class ServerException extends RuntimeException {

  ServerException(String message) {
    this(message, null);
  }

  ServerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
