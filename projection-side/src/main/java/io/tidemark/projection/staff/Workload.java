package io.tidemark.projection.staff;

import io.tidemark.projection.engine.Table;

/**
 * What each member of staff has to do. The one table that several features count in: the most
 * loaded are found by their total, which none of the features knows alone.
 */
public final class Workload {

  /** Work that is assigned and not finished, by staff id. */
  public static final Table<StaffKey, Sums> TABLE =
      Table.of("staff_workload", StaffKey.class, Sums.class).withoutZeros();

  private Workload() {}

  public record StaffKey(String staff) {}

  /**
   * Bookings that are pending, confirmed or in progress, unresolved complaints, and both together.
   */
  public record Sums(long bookings, long complaints, long total) {

    public static final Sums BOOKING = new Sums(1, 0, 1);
    public static final Sums COMPLAINT = new Sums(0, 1, 1);
  }
}
