package io.tidemark.projection.engine;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Room in the heap for so many entities, shared by all who keep some: each consumer of each
 * generation that is folded. Whoever comes leaves the others less, and they forget what has no room
 * any more with their next batch.
 */
final class Room {

  private static final int BYTES_PER_ENTITY = 300;
  private static final long BASE_BYTES = 64 << 20;

  private final int entities;
  private final AtomicInteger sharers = new AtomicInteger();

  Room(int entities) {
    this.entities = entities;
  }

  /**
   * A quarter of the heap, beside what the process needs whatever it folds. Rebuilds take as much
   * again, and twice that while they write.
   */
  static long bytes() {
    return Math.max(0, Runtime.getRuntime().maxMemory() - BASE_BYTES) / 4;
  }

  /** How many that holds. */
  static int inHeap() {
    return Math.toIntExact(Math.min(bytes() / BYTES_PER_ENTITY, Integer.MAX_VALUE));
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
