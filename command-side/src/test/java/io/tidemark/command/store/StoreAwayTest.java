package io.tidemark.command.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.command.CommandServer;
import io.tidemark.testkit.TestDatabase;
import io.tidemark.testkit.TestPostgres;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Commands while the event store cannot be reached. */
class StoreAwayTest {

  private final TestDatabase database = TestPostgres.freshDatabase();
  private final String name = database.jdbcUrl().replaceAll(".*/([^/?]+).*", "$1");

  @Test
  void a_command_that_cannot_be_stored_is_refused_for_now_and_followed_later() throws Exception {
    try (CommandServer server = CommandServer.start(database, Map.of())) {
      assertThat(book(server, "before").statusCode()).isEqualTo(201);
      allowConnections(false);
      TimeUnit.SECONDS.sleep(1); // by now the pool looks whether a connection still works
      HttpResponse<String> refused = book(server, "meanwhile");
      allowConnections(true);
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
      assertThat(CommandServer.parse(refused.body()).get("code").asString())
          .isEqualTo("event-store-unavailable");
      assertThat(server.stored("meanwhile")).isEmpty();
      Instant patience = Instant.now().plusSeconds(30);
      HttpResponse<String> again = book(server, "meanwhile");
      while (again.statusCode() == 503 && Instant.now().isBefore(patience)) {
        again = book(server, "meanwhile");
      }
      assertThat(again.statusCode()).as(again.body()).isEqualTo(201);
    }
  }

  private static HttpResponse<String> book(CommandServer server, String id) {
    return server.post(
        "/api/v1/bookings", "bookings.write", "{\"id\":\"%s\",\"amount\":\"1.00\"}".formatted(id));
  }

  /** Forbids new sessions and ends all that there are, as if the server were gone. */
  private void allowConnections(boolean allowed) throws SQLException {
    String elsewhere = database.jdbcUrl().replace("/" + name, "/postgres");
    try (Connection connection =
            DriverManager.getConnection(elsewhere, database.username(), database.password());
        Statement statement = connection.createStatement()) {
      statement.execute("alter database \"%s\" allow_connections %s".formatted(name, allowed));
      if (!allowed) {
        statement.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = '%s'"
                .formatted(name));
      }
    }
  }
}
