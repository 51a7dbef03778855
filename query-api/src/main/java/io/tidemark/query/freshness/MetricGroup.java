package io.tidemark.query.freshness;

import java.util.Locale;

/** What the projector counts versions of. */
public enum MetricGroup {
  BOOKINGS,
  COMPLAINTS,
  STAFF;

  /** As the table {@code tidemark.watermark} names it. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
