package io.tidemark.benchmarks.faults;

import java.util.List;

/** A service, as one process has it. */
enum Role {
  PROJECTOR_1("io.tidemark.projection.ProjectionApplication", "192m"),
  PROJECTOR_2("io.tidemark.projection.ProjectionApplication", "192m"),
  COMMANDS("io.tidemark.command.CommandApplication", "192m"),
  QUERIES("io.tidemark.query.QueryApplication", "192m");

  static final List<Role> PROJECTORS = List.of(PROJECTOR_1, PROJECTOR_2);

  final String mainClass;
  final String heap;

  Role(String mainClass, String heap) {
    this.mainClass = mainClass;
    this.heap = heap;
  }

  boolean projects() {
    return PROJECTORS.contains(this);
  }

  /** As it is called in schedules and logs. */
  String text() {
    return switch (this) {
      case PROJECTOR_1 -> "projector 1";
      case PROJECTOR_2 -> "projector 2";
      case COMMANDS -> "command side";
      case QUERIES -> "query API";
    };
  }
}
