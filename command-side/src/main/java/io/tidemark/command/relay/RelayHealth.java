package io.tidemark.command.relay;

import io.tidemark.command.relay.SegmentState.Failing;
import io.tidemark.command.relay.SegmentState.Halted;
import io.tidemark.command.relay.SegmentState.Relaying;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Up while what is stored goes out. Commands are taken either way: this is not a matter of
 * readiness.
 */
final class RelayHealth implements HealthIndicator {

  private final Relay relay;

  RelayHealth(Relay relay) {
    this.relay = relay;
  }

  @Override
  public Health health() {
    Health.Builder health = Health.up();
    health.withDetail("backlog", relay.backlog().events());
    health.withDetail("oldestSeconds", relay.backlog().oldestSeconds());
    relay
        .states()
        .forEach(
            (segment, state) -> {
              switch (state) {
                case Relaying _ -> health.withDetail("segment " + segment, "relaying");
                case Failing failing ->
                    health.down().withDetail("segment " + segment, "failing: " + failing.reason());
                case Halted halted ->
                    health.down().withDetail("segment " + segment, "halted: " + halted.reason());
              }
            });
    if (!relay.backlog().unowned().isEmpty()) {
      health.down().withDetail("segments without an instance", relay.backlog().unowned());
    }
    String trouble = relay.trouble();
    if (trouble != null) {
      health.down().withDetail("trouble", trouble);
    }
    return health.build();
  }
}
