package io.tidemark.query.freshness;

import java.util.Set;

/**
 * Which state of the tables an answer was made of, or which there is now.
 *
 * @param epoch rises when a version went back, as after a rebuild into empty tables: then nothing
 *     made before can be trusted
 * @param bookings rises with each commit that changes bookings
 * @param complaints the same for complaints
 * @param staff the same for staff
 * @param settings rises with each change of a setting
 */
public record Versions(long epoch, long bookings, long complaints, long staff, long settings) {

  public static final Versions NONE = new Versions(0, 0, 0, 0, 0);

  /**
   * Whether what was made of these versions misses something of the newer ones, in these groups.
   */
  public boolean isBehind(Versions newer, Set<MetricGroup> groups) {
    return epoch != newer.epoch
        || settings < newer.settings
        || (bookings < newer.bookings && groups.contains(MetricGroup.BOOKINGS))
        || (complaints < newer.complaints && groups.contains(MetricGroup.COMPLAINTS))
        || (staff < newer.staff && groups.contains(MetricGroup.STAFF));
  }

  /** Whether any version of the newer ones is lower: time has gone back in the database. */
  boolean isAheadOf(Versions newer) {
    return bookings > newer.bookings
        || complaints > newer.complaints
        || staff > newer.staff
        || settings > newer.settings;
  }

  public Versions withEpoch(long value) {
    return new Versions(value, bookings, complaints, staff, settings);
  }
}
