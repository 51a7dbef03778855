package io.tidemark.query.operations;

import io.tidemark.query.freshness.MetricGroup;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** A part of the answer that can be asked for, and what it is made of. */
enum Group {
  BOOKINGS,
  COMPLAINTS,
  SLA,
  REVENUE,
  REALTIME;

  static final Set<Group> EVERY = Collections.unmodifiableSet(EnumSet.allOf(Group.class));
  static final Set<Group> WITHOUT_REVENUE =
      Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(REVENUE)));

  private Set<MetricGroup> madeOf() {
    return switch (this) {
      case BOOKINGS, REVENUE -> EnumSet.of(MetricGroup.BOOKINGS);
      case COMPLAINTS, SLA -> EnumSet.of(MetricGroup.COMPLAINTS);
      case REALTIME -> EnumSet.of(MetricGroup.BOOKINGS, MetricGroup.COMPLAINTS, MetricGroup.STAFF);
    };
  }

  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Set<MetricGroup> madeOf(Set<Group> groups) {
    EnumSet<MetricGroup> all = EnumSet.noneOf(MetricGroup.class);
    groups.forEach(group -> all.addAll(group.madeOf()));
    return all;
  }
}
