package io.tidemark.projection.engine;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.events.InvalidEvent.Kind;
import io.tidemark.projection.deadletter.Waiting;
import io.tidemark.projection.deadletter.WaitingLetters;
import io.tidemark.projection.engine.BatchWriter.Outdated;
import io.tidemark.projection.engine.Merger.Open;
import io.tidemark.projection.engine.Positions.Fenced;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds dead letters again, as the owner of their partitions does with what comes from the log: in
 * the consumer's thread, with its memory. Rows, cells and the letters' new states are one
 * transaction, which holds only if the positions are still where this owner left them, and the
 * letters are still waiting.
 */
final class Retry {

  private static final Logger log = LoggerFactory.getLogger(Retry.class);

  private static final int MOST = 1_000;
  private static final long MOST_BYTES = 8 << 20;

  private final Standing standing;
  private final Generation generation;
  private final Transactions transactions;
  private final MeterRegistry meters;

  Retry(Standing standing, Generation generation, Transactions transactions, MeterRegistry meters) {
    this.standing = standing;
    this.generation = generation;
    this.transactions = transactions;
    this.meters = meters;
  }

  /**
   * Folds some of the letters of these partitions, which nothing is under way for.
   *
   * @return whether there may be more to be done now
   */
  boolean some(Collection<TopicPartition> partitions) throws SQLException {
    List<Waiting> letters =
        transactions.run(
            connection ->
                WaitingLetters.take(connection, generation.number(), partitions, MOST, MOST_BYTES));
    if (letters.isEmpty()) {
      return false;
    }
    try {
      fold(letters);
      return true;
    } catch (Fenced e) {
      log.info("Dead letters were not folded: {}", e.getMessage());
      standing.restore(); // whoever owns the partitions now has them wait for it
      return false;
    }
  }

  /** Folds the letters; halves them until one that cannot be stored is alone. */
  private void fold(List<Waiting> letters) throws SQLException, Fenced {
    try {
      Open again = standing.open();
      letters.forEach(again::retry);
      if (standing.isRemembered()) {
        again.merge(null);
      } else {
        standing.readBack(again);
      }
      write(again);
    } catch (SQLException | RuntimeException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e; // stopped; nothing is known of the letters
      }
      standing.restore();
      if (letters.size() > 1) {
        int middle = letters.size() / 2;
        fold(letters.subList(0, middle));
        fold(letters.subList(middle, letters.size()));
      } else {
        Open alone = standing.open();
        alone.failAgain(letters.getFirst(), Kind.NOT_STORABLE, Standing.reason(e));
        write(alone);
      }
    }
  }

  private void write(Open again) throws SQLException, Fenced {
    try {
      Batch batch = standing.close(again);
      standing.write(batch);
      count("folded", batch.tried().folded().size());
      count("failed", batch.tried().failed().size());
    } catch (Outdated e) {
      // they still wait, as far as nobody has resolved them, and are taken again
      log.info("Dead letters are folded once more: {}", e.getMessage());
      standing.restore();
    }
  }

  private void count(String outcome, int letters) {
    meters.counter("tidemark.dead.letters.retried", "outcome", outcome).increment(letters);
  }
}
