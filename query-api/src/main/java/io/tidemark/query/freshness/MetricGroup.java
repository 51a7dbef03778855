package io.tidemark.query.freshness;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the projector counts versions of. */
public enum MetricGroup {
  BOOKINGS("tidemark.bookings"),
  COMPLAINTS("tidemark.complaints"),
  STAFF("tidemark.staff"),
  ACCOUNTS("tidemark.calls"),
  CREDITS("tidemark.calls"),
  AGENTS("tidemark.calls"),
  CALLS("tidemark.calls"),
  LEADS("tidemark.calls"),
  LOCATIONS("tidemark.production"),
  PROVIDERS("tidemark.production"),
  PRODUCTION("tidemark.production"),
  GOALS("tidemark.production");

  private final String topic;

  MetricGroup(String topic) {
    this.topic = topic;
  }

  /** Where the events are that it is folded from, among others. */
  String topic() {
    return topic;
  }

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
