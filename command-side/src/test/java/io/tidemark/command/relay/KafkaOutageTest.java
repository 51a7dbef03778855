package io.tidemark.command.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidemark.command.CommandServer;
import io.tidemark.embedded.LocalKafka;
import io.tidemark.testkit.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Status;

/** The broker goes away under load, and comes back. */
class KafkaOutageTest {

  private static final String SOURCE = "/test/outage";
  private static final Duration AWAY = Duration.ofSeconds(Long.getLong("away", 2));

  @TempDir private Path folder;

  @Test
  void commands_are_taken_while_kafka_is_away_and_all_of_them_are_on_the_topic_afterwards()
      throws Exception {
    LocalKafka kafka = LocalKafka.startFast(folder);
    String bootstrap = kafka.bootstrapServers();
    BookingsTopic.make(bootstrap);
    var settings =
        Map.<String, Object>of(
            "tidemark.command.source", SOURCE,
            "tidemark.relay.retry", "500ms",
            "spring.kafka.bootstrap-servers", bootstrap,
            "spring.kafka.producer.properties.max.block.ms", "1000",
            "spring.kafka.producer.properties.request.timeout.ms", "1000",
            "spring.kafka.producer.properties.delivery.timeout.ms", "2000");
    try (CommandServer server = CommandServer.start(TestPostgres.freshDatabase(), settings)) {
      AtomicBoolean enough = new AtomicBoolean();
      AtomicInteger made = new AtomicInteger();
      List<Future<?>> clients = new ArrayList<>();
      try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
        for (int client = 0; client < 2; client++) {
          clients.add(
              threads.submit(
                  () -> {
                    while (!enough.get()) {
                      command(server, "b-" + made.incrementAndGet());
                      Thread.sleep(2);
                    }
                    return null;
                  }));
        }
        await().until(() -> server.bean(Relay.class).relayed() > 50);
        int port = kafka.port();
        kafka.close();
        int before = made.get();
        long until = System.nanoTime() + AWAY.toNanos();
        await()
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(
                () -> {
                  var health =
                      server.context().getBean("relayHealthIndicator", RelayHealth.class).health();
                  assertThat(health.getStatus()).isEqualTo(Status.DOWN);
                  assertThat(health.getDetails().values().toString()).contains("failing: event ");
                });
        while (until - System.nanoTime() > 0) {
          Thread.sleep(50);
        }
        assertThat(made.get()).as("taken meanwhile").isGreaterThan(before + 100);
        kafka = LocalKafka.startFast(folder, port);
        assertThat(kafka.bootstrapServers()).isEqualTo(bootstrap);
        Thread.sleep(500);
        enough.set(true);
        for (Future<?> client : clients) {
          client.get();
        }
      }
      try (BookingsTopic topic = BookingsTopic.open(bootstrap, SOURCE)) {
        topic.holdsAllOf(server.database());
      }
    } finally {
      kafka.close();
    }
  }

  private static void command(CommandServer server, String id) {
    var made =
        server.post(
            "/api/v1/bookings", "bookings.write", "{\"id\":\"%s\",\"amount\":1}".formatted(id));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
  }
}
