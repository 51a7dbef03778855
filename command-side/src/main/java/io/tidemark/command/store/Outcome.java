package io.tidemark.command.store;

/**
 * What a command came to.
 *
 * @param id the aggregate's
 * @param revision of the aggregate after it: its last event's sequence, 1, 2, 3 …
 * @param position of that event in the store
 */
public record Outcome(String id, long revision, long position) {}
