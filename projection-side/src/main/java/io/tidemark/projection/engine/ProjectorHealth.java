package io.tidemark.projection.engine;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Up while all assigned partitions are folded. Says which generations these are folded into, what
 * is wrong, and of which partition, if not.
 */
public final class ProjectorHealth implements HealthIndicator {

  private final Following following;
  private final LogWatch watch;

  ProjectorHealth(Following following, LogWatch watch) {
    this.following = following;
    this.watch = watch;
  }

  @Override
  public Health health() {
    var halted = following.halted();
    String trouble = following.trouble();
    if (trouble == null) {
      trouble = watch.trouble();
    }
    Health.Builder health = halted.isEmpty() && trouble == null ? Health.up() : Health.down();
    health.withDetail("lag", watch.lag());
    health.withDetail("generations", following.described());
    halted.forEach((partition, reason) -> health.withDetail("halted " + partition, reason));
    if (trouble != null) {
      health.withDetail("trouble", trouble);
    }
    return health.build();
  }
}
