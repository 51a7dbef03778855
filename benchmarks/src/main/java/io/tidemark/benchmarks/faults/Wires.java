package io.tidemark.benchmarks.faults;

import io.tidemark.testkit.Wire;
import io.tidemark.testkit.Wire.State;
import java.time.Duration;
import java.util.function.Function;

/** What happens to connections. */
final class Wires {

  private Wires() {}

  static Fault kafka(Kind kind, Duration brief) {
    return fault(kind, "everyone and Kafka", brief, Rig::kafkaWire);
  }

  static Fault database(Kind kind, Role role, Duration brief) {
    return fault(kind, role.text() + " and PostgreSQL", brief, rig -> rig.databaseWire(role));
  }

  private static Fault fault(Kind kind, String between, Duration brief, Function<Rig, Wire> wire) {
    return switch (kind) {
      case CUT -> during(kind, "cut " + between, brief.plusSeconds(1), wire, State.CUT);
      case SLOW -> during(kind, "slow " + between, brief.plusSeconds(3), wire, State.SLOW);
      case SILENT -> during(kind, "silence " + between, brief.plusSeconds(3), wire, State.SILENT);
      default ->
          new Fault(
              kind,
              "half-open " + between,
              Duration.ofSeconds(1),
              rig -> wire.apply(rig).abandon(),
              Fault.NOTHING);
    };
  }

  private static Fault during(
      Kind kind, String text, Duration hold, Function<Rig, Wire> wire, State state) {
    return new Fault(
        kind,
        text,
        hold,
        rig -> wire.apply(rig).become(state),
        rig -> wire.apply(rig).become(State.OPEN));
  }
}
