package io.tidemark.benchmarks.faults;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** PostgreSQL has no room left, for rows or for its own log. */
final class Disk {

  private Disk() {}

  static Fault full(Duration brief) {
    return new Fault(
        Kind.FULL_DISK,
        "fill PostgreSQL's disk",
        brief.plusSeconds(4),
        rig -> requireNonNull(rig.disk()).fill(),
        rig -> {
          requireNonNull(rig.disk()).free();
          if (!rig.postgres().isAlive()) {
            rig.postgres().kill(); // what is left of it
            var _ = rig.startPostgres();
          }
        });
  }
}
