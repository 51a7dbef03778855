package io.tidemark.projection.engine;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Up while all assigned partitions are folded. Says what is wrong, and of which partition, if not.
 */
public final class ProjectorHealth implements HealthIndicator {

  private final ProjectorContainers containers;
  private final LogWatch watch;

  ProjectorHealth(ProjectorContainers containers, LogWatch watch) {
    this.containers = containers;
    this.watch = watch;
  }

  @Override
  public Health health() {
    var halted = containers.halted();
    String trouble = containers.trouble();
    if (trouble == null) {
      trouble = watch.trouble();
    }
    Health.Builder health = halted.isEmpty() && trouble == null ? Health.up() : Health.down();
    health.withDetail("lag", watch.lag());
    halted.forEach((partition, reason) -> health.withDetail("halted " + partition, reason));
    if (trouble != null) {
      health.withDetail("trouble", trouble);
    }
    return health.build();
  }
}
