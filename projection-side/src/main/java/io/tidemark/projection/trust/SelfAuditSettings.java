package io.tidemark.projection.trust;

import java.time.Duration;
import org.springframework.boot.convert.DurationStyle;

/**
 * How closed periods are recomputed.
 *
 * @param interval how often; zero for never
 * @param periods how many periods of each kind of entity are picked in each run
 */
public record SelfAuditSettings(Duration interval, int periods) {

  public SelfAuditSettings {
    if (interval.isNegative()) {
      throw new IllegalArgumentException(
          "tidemark.self-audit.interval must be 0 or more, not " + interval);
    }
    if (periods < 1) {
      throw new IllegalArgumentException(
          "tidemark.self-audit.periods must be at least 1, not " + periods);
    }
  }

  /**
   * Settings as they are written.
   *
   * @param interval such as {@code 10m}, {@code 0} or {@code off}
   */
  public static SelfAuditSettings of(String interval, int periods) {
    return new SelfAuditSettings(
        interval.equals("off") ? Duration.ZERO : DurationStyle.detectAndParse(interval), periods);
  }

  boolean isOff() {
    return interval.isZero();
  }
}
