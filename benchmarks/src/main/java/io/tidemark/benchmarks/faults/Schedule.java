package io.tidemark.benchmarks.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Which faults come in which order, drawn from a seed. */
final class Schedule {

  private Schedule() {}

  /** One fault of each of these kinds, in any order. */
  static List<Fault> of(Random random, Set<Kind> kinds) {
    List<Fault> faults = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      if (kinds.contains(kind) && kind != Kind.REBUILD) {
        faults.add(fault(kind, random));
      }
    }
    Collections.shuffle(faults, random);
    if (kinds.contains(Kind.REBUILD)) {
      faults.add(RebuildKills.of(random)); // what comes before it is in its log
    }
    return faults;
  }

  private static Fault fault(Kind kind, Random random) {
    Role projector = Role.PROJECTORS.get(random.nextInt(2));
    Role any = Role.BROKEN.get(random.nextInt(Role.BROKEN.size()));
    Duration brief = Duration.ofMillis(500 + random.nextInt(2_000));
    return switch (kind) {
      case KILL_PROJECTOR -> Kills.service(kind, projector, brief);
      case KILL_RELAY -> Kills.service(kind, Role.COMMANDS, brief);
      case KILL_QUERIES -> Kills.service(kind, Role.QUERIES, brief);
      case KILL_POSTGRES -> Kills.postgres(brief);
      case KILL_BACKEND -> Kills.backend(random.nextInt(1_000));
      case KILL_BROKER -> Kills.broker(brief);
      case KILL_LOCKED -> Locks.killed(projector);
      case ZOMBIE -> Zombie.of(projector);
      case CUT, SLOW, SILENT, HALF_OPEN ->
          random.nextInt(3) == 0 ? Wires.kafka(kind, brief) : Wires.database(kind, any, brief);
      case FULL_DISK -> Disk.full(brief);
      case LOCKS -> Locks.held(random);
      case HELD_APPEND -> Locks.append();
      case PARTITIONS -> Topics.grow(random);
      case DUPLICATES, SHUFFLES, POISON, RECREATED, REBUILD ->
          throw new IllegalArgumentException(kind + " is not for a schedule");
    };
  }
}
