package io.tidemark.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Numbers that move by themselves. */
final class LiveTrafficTest {

  @TempDir Path home;

  @Test
  void live_traffic_moves_the_numbers_until_the_instance_is_stopped() throws Exception {
    var environment =
        Map.of(
            "TIDEMARK_PORT", "" + TidemarkProcess.freePort(),
            "TIDEMARK_DEMO", "false",
            "TIDEMARK_LIVE", "true");
    try (var tidemark = TidemarkProcess.start(home, environment, null).awaitReady()) {
      var api = new Client(tidemark);
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(
              () -> {
                JsonNode metrics = api.metrics("");
                assertThat(metrics.at("/bookings/total").asInt()).isGreaterThan(5);
                assertThat(metrics.at("/realtime/staff_workload")).isNotEmpty();
              });
      assertThat(tidemark.stop()).isEqualTo(143); // what SIGTERM gives
      assertThat(tidemark.errors()).isEmpty();
      assertThat(tidemark.output()).noneMatch(line -> line.contains("Live traffic fails"));
    }
  }

  @Test
  void what_fails_is_tried_again() throws Exception {
    var asked = new AtomicInteger();
    var tokens = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          int status = asked.incrementAndGet() % 3 == 0 ? 401 : 500;
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
    try (var _ =
        LiveTraffic.start(
            "http://127.0.0.1:" + server.getAddress().getPort(),
            () -> "token-" + tokens.incrementAndGet(),
            Duration.ofMillis(1))) {
      await().until(() -> asked.get() > 10);
      assertThat(tokens.get()).as("one that was refused is not used again").isGreaterThan(2);
    } finally {
      server.stop(0);
    }
  }
}
