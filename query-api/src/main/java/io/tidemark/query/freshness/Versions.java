package io.tidemark.query.freshness;

import java.util.Map;
import java.util.Set;

/**
 * Which state of the tables an answer was made of, or which there is now. The version of a group
 * rises with each commit that changes its rows, that of the settings with each change of one.
 */
public final class Versions {

  public static final Versions NONE = new Versions(0, Map.of(), 0);

  private final long epoch;
  private final Map<MetricGroup, Long> groups;
  private final long settings;

  /**
   * @param epoch rises when a version went back, as after a rebuild into empty tables: then nothing
   *     made before can be trusted
   * @param groups of each group that anything was ever committed to
   */
  Versions(long epoch, Map<MetricGroup, Long> groups, long settings) {
    this.epoch = epoch;
    this.groups = groups;
    this.settings = settings;
  }

  public long epoch() {
    return epoch;
  }

  public long of(MetricGroup group) {
    return groups.getOrDefault(group, 0L);
  }

  public long settings() {
    return settings;
  }

  /**
   * Whether what was made of these versions misses something of the newer ones, in these groups.
   */
  public boolean isBehind(Versions newer, Set<MetricGroup> madeOf) {
    if (epoch != newer.epoch || settings < newer.settings) {
      return true;
    }
    for (MetricGroup group : madeOf) {
      if (of(group) < newer.of(group)) {
        return true;
      }
    }
    return false;
  }

  /** Whether any version of the newer ones is lower: time has gone back in the database. */
  boolean isAheadOf(Versions newer) {
    for (MetricGroup group : MetricGroup.values()) {
      if (of(group) > newer.of(group)) {
        return true;
      }
    }
    return settings > newer.settings;
  }

  public Versions withEpoch(long value) {
    return new Versions(value, groups, settings);
  }
}
