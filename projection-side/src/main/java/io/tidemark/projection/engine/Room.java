package io.tidemark.projection.engine;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Room in the heap for so many entities, shared by all who keep some: each consumer of each
 * generation that is folded. Whoever comes leaves the others less, and they forget what has no room
 * any more with their next batch.
 */
final class Room {

  private static final int BYTES_PER_ENTITY = 300;

  private final int entities;
  private final AtomicInteger sharers = new AtomicInteger();

  Room(int entities) {
    this.entities = entities;
  }

  /** How many a quarter of the heap holds. */
  static int inHeap() {
    return Math.toIntExact(
        Math.min(Runtime.getRuntime().maxMemory() / 4 / BYTES_PER_ENTITY, Integer.MAX_VALUE));
  }

  void enter() {
    sharers.incrementAndGet();
  }

  void leave() {
    sharers.decrementAndGet();
  }

  /** What each may keep now. */
  int share() {
    return entities / Math.max(1, sharers.get());
  }
}
