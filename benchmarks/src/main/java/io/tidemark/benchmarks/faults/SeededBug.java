package io.tidemark.benchmarks.faults;

import java.lang.classfile.ClassTransform;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One guard of Tidemark that is broken on purpose, in the class files as they are loaded, to see
 * that the harness notices. The sources know nothing of it.
 */
enum SeededBug {
  FENCING(
      "fencing", "a batch is written wherever the position and the rows' revisions are by now") {
    @Override
    Map<String, ClassTransform> mutations(Mutation mutation) {
      return Map.of(
          ENGINE + "Positions",
          mutation.text("and stored.next_offset = batch.start_offset", ""),
          ENGINE + "EntityTable",
          mutation.text("and old.revision = new.revision", ""));
    }
  },
  REGISTER_ORDER("register order", "what comes last wins, whatever its stamp") {
    @Override
    Map<String, ClassTransform> mutations(Mutation mutation) {
      return Map.of(ENGINE + "Latest", mutation.neverBranch("set"));
    }
  },
  ATOMIC_POSITION("atomic position", "the position is committed before the rows are written") {
    @Override
    Map<String, ClassTransform> mutations(Mutation mutation) {
      return Map.of(ENGINE + "BatchWriter", mutation.commitAfter("Positions", "move"));
    }
  },
  RELAY_LOCK("relay lock", "the relay passes positions of appends that are still under way") {
    @Override
    Map<String, ClassTransform> mutations(Mutation mutation) {
      return Map.of(
          "io/tidemark/command/relay/StoredEvents",
          mutation.textWith("classid", "select null::bigint"));
    }
  },
  CACHE_KEY("cache key", "an answer's key does not hold what its reader may see") {
    @Override
    Map<String, ClassTransform> mutations(Mutation mutation) {
      return Map.of("io/tidemark/query/operations/MetricsQuery", mutation.incomparable("groups"));
    }
  };

  private static final String ENGINE = "io/tidemark/projection/engine/";

  final String guard;
  final String text;

  SeededBug(String guard, String text) {
    this.guard = guard;
    this.text = text;
  }

  /** What must run for it to show. */
  Set<Role> roles() {
    return switch (this) {
      case FENCING -> EnumSet.of(Role.PROJECTOR_1, Role.PROJECTOR_2);
      case REGISTER_ORDER, ATOMIC_POSITION -> EnumSet.of(Role.PROJECTOR_1);
      case RELAY_LOCK -> EnumSet.of(Role.PROJECTOR_1, Role.COMMANDS);
      case CACHE_KEY -> EnumSet.of(Role.PROJECTOR_1, Role.QUERIES);
    };
  }

  /** What becomes of which classes. */
  abstract Map<String, ClassTransform> mutations(Mutation mutation);

  /** Those that show in seconds. */
  static List<SeededBug> quick() {
    return List.of(REGISTER_ORDER, ATOMIC_POSITION);
  }
}
