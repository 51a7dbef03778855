package io.tidemark.command.store;

/**
 * Which request a command belongs to, by its {@code Idempotency-Key}.
 *
 * @param caller the token's subject: keys of different callers have nothing to do with each other
 * @param hash of all that makes the request what it is
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a record
public record RequestKey(String caller, String key, byte[] hash) {}
