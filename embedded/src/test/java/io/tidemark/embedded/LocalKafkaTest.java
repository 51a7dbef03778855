package io.tidemark.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalKafkaTest {

  @TempDir Path folder;

  @Test
  void keeps_its_topics_over_a_restart() throws Exception {
    String id;
    try (var kafka = LocalKafka.start(folder)) {
      create(kafka, "kept");
      id = topicId(kafka, "kept");
    }
    try (var kafka = LocalKafka.start(folder)) {
      assertThat(topicId(kafka, "kept")).isEqualTo(id);
    }
  }

  @Test
  void topics_have_twelve_partitions_and_keep_everything_by_default() throws Exception {
    try (var kafka = LocalKafka.startFast(folder);
        Admin admin = admin(kafka)) {
      create(kafka, "plain");
      var topic =
          admin.describeTopics(List.of("plain")).allTopicNames().get().values().iterator().next();
      var resource = new ConfigResource(ConfigResource.Type.TOPIC, "plain");
      var config = admin.describeConfigs(List.of(resource)).all().get().values().iterator().next();
      assertThat(topic.partitions()).hasSize(12);
      assertThat(config.get("retention.ms").value()).isEqualTo("-1");
    }
  }

  @Test
  void a_record_of_thirty_megabytes_goes_in_but_no_topic_appears_by_itself() throws Exception {
    var bytes = new ByteArraySerializer();
    try (var kafka = LocalKafka.startFast(folder);
        var producer =
            new KafkaProducer<>(
                Map.<String, Object>of(
                    "bootstrap.servers",
                    kafka.bootstrapServers(),
                    "max.request.size",
                    31 << 20,
                    "buffer.memory",
                    64L << 20,
                    "max.block.ms",
                    2000),
                bytes,
                bytes)) {
      create(kafka, "large");
      var sent = producer.send(new ProducerRecord<>("large", new byte[30_000_000])).get();
      assertThat(sent.hasOffset()).isTrue();
      assertThatThrownBy(() -> producer.send(new ProducerRecord<>("unmade", new byte[1])).get())
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(TimeoutException.class);
    }
  }

  @Test
  void takes_another_port_when_a_foreign_server_has_the_first() throws Exception {
    try (var foreign = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var calls = new AtomicInteger();
      try (var kafka =
          LocalKafka.start(
              folder,
              true,
              () -> calls.getAndIncrement() == 0 ? foreign.getLocalPort() : FreePort.pick())) {
        assertThat(kafka.port()).isNotEqualTo(foreign.getLocalPort());
        create(kafka, "reachable");
      }
    }
  }

  @Test
  void a_folder_serves_one_at_a_time_and_says_whom() {
    try (var _ = LocalKafka.startFast(folder)) {
      assertThatThrownBy(() -> LocalKafka.startFast(folder))
          .isInstanceOf(FolderInUse.class)
          .hasMessage("The folder %s is used by process %d", folder, ProcessHandle.current().pid());
    }
  }

  private static Admin admin(LocalKafka kafka) {
    return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
  }

  private static void create(LocalKafka kafka, String topic) throws Exception {
    try (Admin admin = admin(kafka)) {
      admin
          .createTopics(List.of(new NewTopic(topic, Optional.empty(), Optional.empty())))
          .all()
          .get();
    }
  }

  private static String topicId(LocalKafka kafka, String topic) throws Exception {
    try (Admin admin = admin(kafka)) {
      return admin
          .describeTopics(List.of(topic))
          .allTopicNames()
          .get()
          .values()
          .iterator()
          .next()
          .topicId()
          .toString();
    }
  }
}
