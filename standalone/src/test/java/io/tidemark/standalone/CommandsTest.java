package io.tidemark.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidemark.projection.cli.Instance;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The real program from outside: commands in by HTTP, figures out by HTTP. */
final class CommandsTest {

  private static final String BOOKINGS = "/api/v1/bookings";
  private static final String SCOPE = "bookings.write";
  private static final long SEED = Long.getLong("seed", System.nanoTime());

  @TempDir Path home;

  @Test
  void who_gave_a_command_reads_its_effect_in_the_metrics_at_once() throws Exception {
    try (var tidemark = TidemarkProcess.start(home, false).awaitReady()) {
      var api = new Client(tidemark);
      var made = api.post(BOOKINGS, SCOPE, "{\"id\": \"b-1\", \"amount\": \"129.90\"}");
      assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
      assertThat(made.headers().firstValue("Tidemark")).isPresent();
      var confirmed = api.post(BOOKINGS + "/b-1/confirm", SCOPE, "");
      accepted(confirmed);
      JsonNode metrics = api.metricsAfter(confirmed);
      assertThat(metrics.at("/bookings/by_status/confirmed").asInt()).isEqualTo(1);
      assertThat(metrics.at("/revenue/total").decimalValue()).isEqualByComparingTo("129.90");
      assertThat(api.post(BOOKINGS + "/b-1/complete", SCOPE, "").statusCode())
          .as("it was not started")
          .isEqualTo(409);
      assertThat(api.post(BOOKINGS, "ops.admin", "{\"amount\": \"1\"}").statusCode())
          .as("who may see all may not decide")
          .isEqualTo(403);
      assertThat(tidemark.stop()).isEqualTo(143); // what SIGTERM gives
      assertThat(tidemark.errors()).isEmpty();
    }
  }

  @Test
  void a_kill_loses_no_command_that_was_acknowledged() throws Exception {
    Map<String, Integer> acknowledged = new ConcurrentHashMap<>();
    try (var tidemark = TidemarkProcess.start(home, false).awaitReady()) {
      int enough = 50 + new Random(SEED).nextInt(400);
      System.err.printf("Killing after %d bookings, -Dseed=%d%n", enough, SEED);
      try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int client = 0; client < 8; client++) {
          String prefix = "k-" + client + "-";
          clients.execute(() -> command(new Client(tidemark), prefix, acknowledged));
        }
        await().atMost(Duration.ofMinutes(1)).until(() -> acknowledged.size() >= enough);
        tidemark.kill();
      }
    }

    try (var tidemark = TidemarkProcess.start(home, false).awaitReady()) {
      Map<String, Integer> stored = revisions(tidemark.instance(), STORED);
      acknowledged.forEach(
          (id, revision) -> assertThat(stored.get(id)).as(id).isGreaterThanOrEqualTo(revision));
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(differences(tidemark.instance())).isEmpty());
      System.err.printf(
          "%,d bookings acknowledged, %,d stored, every cell as their events say%n",
          acknowledged.size(), stored.size());
      new Client(tidemark).command("verify");
    }
  }

  private static final String STORED =
      "select aggregate_id, max(sequence_number) + 1 from command.event group by 1";

  private static List<String> differences(Instance instance) throws SQLException {
    try (var connection =
        DriverManager.getConnection(
            instance.jdbcUrl(), instance.jdbcUsername(), instance.jdbcPassword())) {
      return BookingFold.differences(connection);
    }
  }

  /** Makes bookings and changes them until nobody answers any more. */
  private static void command(Client api, String prefix, Map<String, Integer> acknowledged) {
    try {
      for (int i = 0; ; i++) {
        String id = prefix + i;
        accepted(api.post(BOOKINGS, SCOPE, "{\"id\": \"%s\", \"amount\": 10}".formatted(id)));
        acknowledged.put(id, 1);
        accepted(api.post(BOOKINGS + "/" + id + "/confirm", SCOPE, ""));
        acknowledged.put(id, 2);
        accepted(
            api.post(BOOKINGS + "/" + id + "/reprice", SCOPE, "{\"amount\": %d}".formatted(i)));
        acknowledged.put(id, 3);
        if (i % 3 == 0) {
          accepted(api.post(BOOKINGS + "/" + id + "/cancel", SCOPE, ""));
          acknowledged.put(id, 4);
        }
      }
    } catch (IOException _) {
      // it was killed
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void accepted(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
  }

  private static Map<String, Integer> revisions(Instance instance, String select)
      throws SQLException {
    Map<String, Integer> revisions = new HashMap<>();
    try (var connection =
            DriverManager.getConnection(
                instance.jdbcUrl(), instance.jdbcUsername(), instance.jdbcPassword());
        var statement = connection.createStatement();
        var rows = statement.executeQuery(select)) {
      while (rows.next()) revisions.put(rows.getString(1), rows.getInt(2));
    }
    return revisions;
  }
}
