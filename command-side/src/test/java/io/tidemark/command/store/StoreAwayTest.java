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

  /** Axon goes on without the snapshot, in a transaction whose connection is no more. */
  @Test
  void a_session_that_ends_while_a_snapshot_is_read_is_an_event_store_away() throws Exception {
    try (CommandServer server = CommandServer.start(database, Map.of())) {
      assertThat(book(server, "booked").statusCode()).isEqualTo(201);
      execute(
          """
          alter table command.snapshot rename to kept;
          create function command.ends() returns setof command.kept language plpgsql as
            $$ begin perform pg_terminate_backend(pg_backend_pid()); return; end $$;
          create view command.snapshot as select * from command.ends()
          """);
      HttpResponse<String> refused = confirm(server, "booked");
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
      assertThat(refused.body()).contains("event-store-unavailable", "nothing was changed");

      execute("drop view command.snapshot; alter table command.kept rename to snapshot");
      assertThat(confirm(server, "booked").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void who_is_not_told_of_a_commit_is_told_that_this_is_not_known() throws Exception {
    try (CommandServer server = CommandServer.start(database, Map.of())) {
      execute(
          """
          create function command.ends() returns trigger language plpgsql as
            $$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$;
          create constraint trigger ends after insert on command.event
            deferrable initially deferred for each row execute function command.ends()
          """);
      HttpResponse<String> refused = book(server, "perhaps");
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
      assertThat(refused.body())
          .contains("event-store-unavailable", "Idempotency-Key")
          .doesNotContain("nothing was changed");

      execute("drop trigger ends on command.event");
      assertThat(book(server, "perhaps").statusCode()).isEqualTo(201);
    }
  }

  private static HttpResponse<String> confirm(CommandServer server, String id) {
    return server.post("/api/v1/bookings/" + id + "/confirm", "bookings.write", "{}");
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
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
