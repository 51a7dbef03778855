package io.tidemark.query.audit;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The journal, and what of it PostgreSQL does not have yet. Requests append, one thread takes out.
 */
final class AuditLog {

  private static final int LARGEST_BATCH = 10_000;

  /**
   * How far a chain has come.
   *
   * @param persistedSeq the newest entry known to be in PostgreSQL
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Head(UUID chain, long seq, byte[] hash, long persistedSeq) {}

  /**
   * Entries to write next, oldest first.
   *
   * @param isLast whether no more will come
   */
  record Batch(List<ChainedEntry> entries, boolean isLast) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition added = lock.newCondition();
  private final Condition taken = lock.newCondition();
  private final Journal journal;
  private final int maxWaiting;
  private final ArrayDeque<ChainedEntry> waiting;
  private long persistedSeq;
  private boolean closed;
  private boolean writerSleeps;
  private boolean flushWanted;

  AuditLog(Journal journal, List<ChainedEntry> waiting, int maxWaiting) {
    this.journal = journal;
    this.waiting = new ArrayDeque<>(waiting);
    this.maxWaiting = maxWaiting;
  }

  /**
   * Keeps an entry: it outlives this process when this returns true.
   *
   * @return false if there is no more room
   */
  boolean append(AuditEntry entry) throws IOException {
    lock.lock();
    try {
      if (closed || waiting.size() >= maxWaiting) {
        return false;
      }
      waiting.add(journal.append(entry));
      if (writerSleeps) {
        added.signal();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for entries, then a little longer for more; they stay here until persisted. */
  Batch awaitWaiting(Duration linger) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      writerSleeps = true;
      while (waiting.isEmpty() && !closed) {
        added.await();
      }
      writerSleeps = false;
      long left = linger.toNanos();
      while (left > 0 && !closed && !flushWanted && waiting.size() < LARGEST_BATCH) {
        left = added.awaitNanos(left);
      }
      flushWanted = false;
      List<ChainedEntry> batch = new ArrayList<>(Math.min(waiting.size(), LARGEST_BATCH));
      for (ChainedEntry entry : waiting) {
        if (batch.size() == LARGEST_BATCH) {
          break;
        }
        batch.add(entry);
      }
      return new Batch(batch, closed);
    } finally {
      lock.unlock();
    }
  }

  /** PostgreSQL has everything up to this entry. */
  void persisted(long seq) throws IOException {
    lock.lock();
    try {
      while (!waiting.isEmpty() && waiting.getFirst().seq() <= seq) {
        waiting.removeFirst();
      }
      persistedSeq = Math.max(persistedSeq, seq);
      journal.trim(persistedSeq);
      taken.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until PostgreSQL has all that was appended before, at most so long. */
  boolean awaitPersisted(Duration longest) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long target = journal.lastSeq();
      long left = longest.toNanos();
      while (!waiting.isEmpty() && waiting.getFirst().seq() <= target) {
        if (left <= 0) {
          return false;
        }
        flushWanted = true;
        added.signal();
        left = taken.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** The newest entry of the chain that was ever appended here. */
  Head head() {
    lock.lock();
    try {
      return new Head(journal.chain(), journal.lastSeq(), journal.lastHash(), persistedSeq);
    } finally {
      lock.unlock();
    }
  }

  /** No more entries; those that wait are written if it can be done soon. */
  void close(Thread writer) {
    lock.lock();
    try {
      closed = true;
      added.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      writer.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    writer.interrupt();
    journal.close();
  }
}
