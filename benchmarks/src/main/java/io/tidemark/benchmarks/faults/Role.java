package io.tidemark.benchmarks.faults;

import java.util.List;

/** A service, as one process has it. */
public enum Role {
  PROJECTOR_1("io.tidemark.projection.ProjectionApplication", "256m"),
  PROJECTOR_2("io.tidemark.projection.ProjectionApplication", "256m"),
  COMMANDS("io.tidemark.command.CommandApplication", "192m"),
  QUERIES("io.tidemark.query.QueryApplication", "192m"),
  QUERIES_2("io.tidemark.query.QueryApplication", "192m"),
  QUERIES_3("io.tidemark.query.QueryApplication", "192m");

  public static final List<Role> PROJECTORS = List.of(PROJECTOR_1, PROJECTOR_2);
  public static final List<Role> ALL_QUERIES = List.of(QUERIES, QUERIES_2, QUERIES_3);

  /** What is broken; schedules are drawn from it in this order. */
  static final List<Role> BROKEN = List.of(PROJECTOR_1, PROJECTOR_2, COMMANDS, QUERIES);

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
      case QUERIES_2 -> "query API 2";
      case QUERIES_3 -> "query API 3";
    };
  }
}
