package io.tidemark.testkit;

import io.tidemark.embedded.LocalKafka;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * One Kafka broker per JVM, started at first use. It makes no topic by itself; each has 12
 * partitions by default.
 */
public final class TestKafka {

  /**
   * What tests lock that run beside others: topics have fixed names, so one class has them at a
   * time.
   */
  public static final String TOPICS = "the topics of TestKafka";

  private TestKafka() {}

  /** Where clients connect. */
  public static String bootstrapServers() {
    return Broker.BOOTSTRAP_SERVERS;
  }

  /**
   * Deletes all topics and waits until they are gone: as a fresh broker, for a test with topics of
   * fixed names.
   */
  public static void deleteTopics() {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      Set<String> topics = admin.listTopics().names().get();
      admin.deleteTopics(topics).all().get();
      while (!admin.listTopics().names().get().isEmpty()) TimeUnit.MILLISECONDS.sleep(20);
    } catch (ExecutionException e) {
      throw new IllegalStateException("The topics of the tests cannot be deleted.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static final class Broker {

    static final String BOOTSTRAP_SERVERS =
        switch (Infrastructure.chosen()) {
          case EMBEDDED -> embedded();
          case DOCKER -> docker();
        };

    private static String embedded() {
      Path folder = TestFolder.create("kafka");
      LocalKafka kafka = LocalKafka.startFast(folder);
      TestFolder.atExit(folder, kafka);
      return kafka.bootstrapServers();
    }

    @SuppressWarnings("resource") // Testcontainers removes it after the JVM
    private static String docker() {
      var container =
          new KafkaContainer(DockerImageName.parse("apache/kafka:4.2.1"))
              .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
              .withEnv("KAFKA_NUM_PARTITIONS", "12")
              .withEnv("KAFKA_LOG_RETENTION_MS", "-1")
              .withEnv("KAFKA_MESSAGE_MAX_BYTES", Integer.toString(32 << 20))
              .withEnv("KAFKA_REPLICA_FETCH_MAX_BYTES", Integer.toString(32 << 20))
              .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")
              .withEnv("KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS", "1000");
      container.start();
      return container.getBootstrapServers();
    }
  }
}
