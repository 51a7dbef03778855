package io.tidemark.projection.rebuild;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How far a rebuild is, and whether it is to go on. Shared by its workers. What is shown of it
 * never goes back: where some must be done again, it stands until that is done.
 */
final class Progress {

  private final AtomicLong done = new AtomicLong();
  private final AtomicLong mostDone = new AtomicLong();
  private final AtomicLong total = new AtomicLong();
  private final long rate;
  private volatile boolean stopped;
  private long paidUntil;

  /**
   * @param rate the most events a second; 0 for as many as possible
   */
  Progress(long rate) {
    this.rate = rate;
  }

  /** Never less than what is done. */
  long total() {
    return Math.max(total.get(), done());
  }

  long done() {
    return mostDone.accumulateAndGet(done.get(), Math::max);
  }

  /**
   * So much is to be done in all, of which so much is: of the log, the offsets that are passed, so
   * that one phase goes on where the one before has ended.
   */
  void set(long newTotal, long newDone) {
    total.accumulateAndGet(newTotal, Math::max);
    done.set(newDone);
    mostDone.accumulateAndGet(newDone, Math::max);
  }

  /** So many more are done, or fewer where some must be done again. */
  void add(long events) {
    done.addAndGet(events);
  }

  void stop() {
    stopped = true;
  }

  boolean isStopped() {
    return stopped || Thread.currentThread().isInterrupted();
  }

  /** Of so many events, how many may be folded at once: fewer where there is a rate to keep. */
  int atOnce(int events) {
    return rate <= 0 ? Math.max(1, events) : Math.clamp(rate / 4, 1, Math.max(1, events));
  }

  /** Waits until so many events more may be folded. */
  void pace(int events) throws InterruptedException {
    if (rate <= 0) {
      return;
    }
    long wait;
    synchronized (this) {
      long now = System.nanoTime();
      if (paidUntil == 0 || paidUntil - now < 0) {
        paidUntil = now;
      }
      paidUntil += events * 1_000_000_000L / rate;
      wait = (paidUntil - now) / 1_000_000;
    }
    if (wait > 0) {
      Thread.sleep(wait);
    }
  }
}
