package io.tidemark.projection.imports;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * What came of an import.
 *
 * @param rows data rows read, rejected ones included
 * @param events published
 * @param rejected rows that gave no events
 * @param withheld events that were not published because they had not happened yet, or not by
 *     {@code until}
 * @param byType published events per type, such as {@code booking.created}
 * @param oldest time of the oldest event published, or null if there was none
 * @param newest time of the newest event published, or null if there was none
 * @param shift by how much all times were moved
 * @param rejects files that list the rejected rows
 */
public record ImportReport(
    long rows,
    long events,
    long rejected,
    long withheld,
    Map<String, Long> byType,
    @Nullable Instant oldest,
    @Nullable Instant newest,
    Duration shift,
    SortedSet<Path> rejects,
    long millis) {

  /** Events per second, over the whole import. */
  public long rate() {
    return events * 1000 / Math.max(millis, 1);
  }
}
