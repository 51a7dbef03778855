package io.tidemark.benchmarks.faults;

import java.util.ArrayList;
import java.util.List;

/** How services are run. */
enum Manner {
  /** Many on one machine, and quick to notice that another is gone. */
  BREAKABLE {
    @Override
    List<String> jvm(Role role) {
      return List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss512k", "-Xmx" + role.heap);
    }

    @Override
    List<String> settings(Role role) {
      List<String> all = new ArrayList<>();
      if (role.projects()) {
        // sooner than in life, so that a fault need not last as long
        all.add("--spring.kafka.consumer.properties.session.timeout.ms=5000");
        all.add("--spring.kafka.consumer.properties.heartbeat.interval.ms=1000");
        all.add("--spring.kafka.consumer.properties.metadata.max.age.ms=3000");
      }
      return all;
    }
  },
  /** As their images have it, with the default settings. */
  AS_DEPLOYED {
    @Override
    List<String> jvm(Role role) {
      return role.projects()
          ? List.of("-Xmx512m", "-XX:+UseParallelGC")
          : List.of("-Xmx256m", "-XX:+UseG1GC");
    }

    @Override
    List<String> settings(Role role) {
      return List.of();
    }
  };

  /** The options of a service's JVM. */
  abstract List<String> jvm(Role role);

  /** Spring's arguments, beside where everything is. */
  abstract List<String> settings(Role role);
}
