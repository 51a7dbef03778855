package io.tidemark.query.audit;

import io.tidemark.query.audit.AuditLog.Batch;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings entries from the journal to the table, in a thread of its own, for as long as it takes.
 */
final class AuditWriter implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(AuditWriter.class);
  private static final long SHORTEST_BACKOFF_MILLIS = 100;
  private static final long LONGEST_BACKOFF_MILLIS = 2_000;

  private final AuditLog entries;
  private final AuditTable table;
  private final Duration linger;
  private final AtomicLong failures;

  AuditWriter(AuditLog entries, AuditTable table, Duration linger, AtomicLong failures) {
    this.entries = entries;
    this.table = table;
    this.linger = linger;
    this.failures = failures;
  }

  @Override
  public void run() {
    long backoff = SHORTEST_BACKOFF_MILLIS;
    boolean sure = false;
    try {
      while (true) {
        Batch batch = entries.awaitWaiting(linger);
        if (batch.isLast() && batch.entries().isEmpty()) {
          return;
        }
        try {
          if (!sure) {
            // after a start or a failure nobody knows whether the last batch got there
            entries.persisted(table.lastSeq());
            sure = true;
            continue;
          }
          write(batch.entries());
          backoff = SHORTEST_BACKOFF_MILLIS;
        } catch (SQLException | IOException e) {
          sure = false;
          failures.incrementAndGet();
          if (backoff == SHORTEST_BACKOFF_MILLIS) {
            log.warn("The audit waits in its journal: {}", e.getMessage());
          }
          if (batch.isLast()) {
            return; // the journal keeps it for the next start
          }
          Thread.sleep(backoff);
          backoff = Math.min(backoff * 2, LONGEST_BACKOFF_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(List<ChainedEntry> batch) throws SQLException, IOException {
    table.add(batch);
    entries.persisted(batch.getLast().seq());
  }
}
