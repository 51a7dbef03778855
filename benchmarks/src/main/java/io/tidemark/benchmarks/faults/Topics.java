package io.tidemark.benchmarks.faults;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;

/** What becomes of topics. */
final class Topics {

  private Topics() {}

  /** The same name, another log. */
  static void recreate(Admin admin, String topic) throws Exception {
    admin.deleteTopics(List.of(topic)).all().get();
    new Patience<>(
            topic + " is there again",
            () ->
                admin.createTopics(List.of(new NewTopic(topic, 12, (short) 1))).all().get() == null)
        .await(Duration.ofMinutes(1));
  }

  /** An entity's events go on in another partition than where they began. */
  static Fault grow(Random random) {
    String topic = List.of("tidemark.calls", "tidemark.production").get(random.nextInt(2));
    int more = 1 + random.nextInt(3);
    return new Fault(
        Kind.PARTITIONS,
        "add %d partitions to %s".formatted(more, topic),
        Duration.ZERO,
        rig -> {
          try (Admin admin = Admin.create(rig.kafkaClient())) {
            int now =
                admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
                    .findFirst()
                    .orElseThrow()
                    .partitions()
                    .size();
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(now + more))).all().get();
          }
        },
        Fault.NOTHING);
  }
}
