package io.tidemark.query.freshness;

import io.tidemark.web.Tidemark;
import io.tidemark.web.Tidemark.Mark.Seen;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which state of the tables an answer was made of, or which there is now. The version of a group
 * rises with each commit that changes its rows, that of the settings with each change of one.
 */
public final class Versions {

  public static final Versions NONE = new Versions(0, 0, Map.of(), 0, Letters.NONE);

  private static final String SETTINGS = "settings";

  private final long epoch;
  private final int generation;
  private final Map<MetricGroup, Long> groups;
  private final long settings;
  private final Letters letters;

  /** Of no use to most; a race computes the same twice. */
  private volatile @Nullable String token;

  /**
   * @param epoch rises when another generation serves, and when a version went back, as after a
   *     rebuild into empty tables: then nothing made before can be trusted
   * @param generation of which the tables are; 0 where that is not known
   * @param groups of each group that anything was ever committed to
   * @param letters what is missing in these tables; a letter that is folded raises a version
   */
  Versions(
      long epoch, int generation, Map<MetricGroup, Long> groups, long settings, Letters letters) {
    this.epoch = epoch;
    this.generation = generation;
    this.groups = groups;
    this.settings = settings;
    this.letters = letters;
  }

  public long epoch() {
    return epoch;
  }

  public int generation() {
    return generation;
  }

  public long of(MetricGroup group) {
    return groups.getOrDefault(group, 0L);
  }

  public long settings() {
    return settings;
  }

  Letters letters() {
    return letters;
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

  /**
   * Of each group the newer version, and of the epoch, generation and letters of this. What is not
   * behind others in what it is made of is as good as made of both.
   */
  public Versions and(Versions others) {
    if (!others.isAheadOf(this)) {
      return this;
    }
    if (!isAheadOf(others)) {
      return others.epoch == epoch
              && others.generation == generation
              && others.letters.equals(letters)
          ? others
          : new Versions(epoch, generation, others.groups, others.settings, letters);
    }
    Map<MetricGroup, Long> newest = new EnumMap<>(MetricGroup.class);
    newest.putAll(groups);
    others.groups.forEach((group, version) -> newest.merge(group, version, Math::max));
    return new Versions(epoch, generation, newest, Math.max(settings, others.settings), letters);
  }

  /** As they stand in a token; groups that only a newer release knows are left out. */
  static Versions of(Seen mark) {
    Map<MetricGroup, Long> groups = new EnumMap<>(MetricGroup.class);
    mark.versions()
        .forEach(
            (name, version) -> {
              MetricGroup group = MetricGroup.orNull(name);
              if (group != null) {
                groups.put(group, version);
              }
            });
    return new Versions(0, 0, groups, mark.versions().getOrDefault(SETTINGS, 0L), Letters.NONE);
  }

  /** As the value of the header {@code Tidemark}. */
  public String token() {
    String known = token;
    if (known == null) {
      Map<String, Long> seen = new HashMap<>();
      groups.forEach((group, version) -> seen.put(group.wireName(), version));
      seen.put(SETTINGS, settings);
      known = Tidemark.of(new Seen(seen)).token();
      token = known;
    }
    return known;
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
    return new Versions(value, generation, groups, settings, letters);
  }
}
