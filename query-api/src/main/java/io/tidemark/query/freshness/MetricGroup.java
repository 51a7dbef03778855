package io.tidemark.query.freshness;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the projector counts versions of. */
public enum MetricGroup {
  BOOKINGS,
  COMPLAINTS,
  STAFF,
  ACCOUNTS,
  CREDITS,
  AGENTS,
  CALLS,
  LEADS,
  LOCATIONS,
  PROVIDERS,
  PRODUCTION,
  GOALS;

  /** As the table {@code tidemark.watermark} names it. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The group of that name; null for one of a newer projector, which nothing here reads. */
  static @Nullable MetricGroup orNull(String wireName) {
    for (MetricGroup group : values()) {
      if (group.wireName().equals(wireName)) {
        return group;
      }
    }
    return null;
  }
}
