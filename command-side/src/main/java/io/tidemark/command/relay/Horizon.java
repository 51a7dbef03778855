package io.tidemark.command.relay;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Up to where the event store may be read: no append below it is still under way. One thread finds
 * that out for all workers, at once when it is told of an append, and now and then for those of
 * other instances.
 */
final class Horizon implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(Horizon.class);

  /** Under load, so many appends are taken together as come in that time. */
  private static final Duration PACE = Duration.ofMillis(4);

  private static final Duration AFTER_FAILURE = Duration.ofMillis(500);

  private final StoredEvents events;
  private final Duration poll;
  private final Semaphore bell = new Semaphore(0);
  private final Lock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private long position;
  private volatile @Nullable String trouble;

  Horizon(StoredEvents events, Duration poll) {
    this.events = events;
    this.poll = poll;
  }

  /** Something was stored. */
  void ring() {
    bell.release();
  }

  /** Waits until there is more than up to a position, though not for ever. */
  long awaitBeyond(long known, Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      long left = atMost.toNanos();
      while (position <= known && left > 0) {
        left = moved.awaitNanos(left);
      }
      return position;
    } finally {
      lock.unlock();
    }
  }

  long position() {
    lock.lock();
    try {
      return position;
    } finally {
      lock.unlock();
    }
  }

  /** Why it does not move, or null. */
  @Nullable String trouble() {
    return trouble;
  }

  @Override
  public void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        if (bell.tryAcquire(poll.toNanos(), TimeUnit.NANOSECONDS)) {
          bell.drainPermits();
        }
        Thread.sleep(look());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // the end
    }
  }

  private Duration look() {
    long known = position();
    long found;
    try {
      found = events.horizon(known);
    } catch (SQLException e) {
      if (trouble == null) {
        log.warn("The relay cannot read the event store: {}", e.getMessage());
      }
      trouble = "the event store cannot be read: " + e.getMessage();
      return AFTER_FAILURE;
    }
    trouble = null;
    if (found == known) {
      return Duration.ZERO;
    }
    lock.lock();
    try {
      position = found;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
    return PACE;
  }
}
