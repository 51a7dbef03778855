package io.tidemark.command.store;

/** An {@code Idempotency-Key} came again with another request. */
public final class KeyReused extends RuntimeException {

  KeyReused(String key) {
    super(key, null, false, false);
  }
}
