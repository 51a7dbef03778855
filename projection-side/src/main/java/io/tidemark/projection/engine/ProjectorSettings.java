package io.tidemark.projection.engine;

import java.time.Duration;

/**
 * How events are folded.
 *
 * @param currency the one currency of all amounts, ISO 4217
 * @param maxBytes the largest event; a larger record is a dead letter
 * @param maxAhead how far an event's time may be ahead of the clock
 * @param consumers how many consumers, each with a share of the partitions
 * @param maxBatch the most events in one transaction
 * @param memoryEntities how many entities of all kinds are kept in memory, by all consumers of all
 *     generations together; beyond it rows are read back
 * @param restatements which changes of periods that have ended are kept
 */
public record ProjectorSettings(
    String currency,
    int maxBytes,
    Duration maxAhead,
    int consumers,
    int maxBatch,
    int memoryEntities,
    RestatementSettings restatements) {

  /**
   * Records of a poll die young in the heap where there are few of them; batches grow over polls.
   */
  private static final int POLL_RECORDS = 2_000;

  /** Settings by which no restatements are kept. */
  public ProjectorSettings(
      String currency,
      int maxBytes,
      Duration maxAhead,
      int consumers,
      int maxBatch,
      int memoryEntities) {
    this(
        currency, maxBytes, maxAhead, consumers, maxBatch, memoryEntities, RestatementSettings.OFF);
  }

  /** As many entities as a quarter of the heap but for 64 MB holds, at about 300 bytes each. */
  public static int memoryInHeap() {
    return Room.inHeap();
  }

  /** The most records that a consumer fetches at once. */
  public int pollRecords() {
    return Math.min(POLL_RECORDS, maxBatch);
  }
}
