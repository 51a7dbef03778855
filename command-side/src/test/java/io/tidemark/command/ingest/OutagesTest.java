package io.tidemark.command.ingest;

import static io.tidemark.command.ingest.Upstream.created;
import static io.tidemark.command.ingest.Upstream.problem;
import static io.tidemark.command.ingest.Upstream.records;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.tidemark.command.CommandServer;
import io.tidemark.testkit.TestDatabase;
import io.tidemark.testkit.TestPostgres;
import io.tidemark.testkit.TestServer;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What ingestion stands on goes away, and comes again; and its memory ends. */
class OutagesTest {

  private static final Map<String, Object> AWAY =
      Map.of("spring.kafka.bootstrap-servers", "127.0.0.1:9", "tidemark.relay.enabled", false);

  private final TestDatabase database = TestPostgres.freshDatabase();
  private final String id = UUID.randomUUID().toString();

  private long remembered() throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select count(*) from command.ingested")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void without_the_log_the_answer_is_503_in_time_and_nothing_is_remembered() throws SQLException {
    try (CommandServer server = CommandServer.start(database, AWAY)) {
      Upstream upstream = Upstream.of(server);
      long began = System.nanoTime();
      HttpResponse<String> response = upstream.structured(created(id, "{\"amount\":1}"));
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
      problem(response, 503, "log-unavailable");
      assertThat(response.headers().firstValue("Retry-After")).isPresent();
      String[] many = new String[50];
      for (int i = 0; i < many.length; i++) {
        many[i] = created(i + id, "{\"amount\":1}");
      }
      began = System.nanoTime();
      problem(upstream.batch(many), 503, "log-unavailable");
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
      assertThat(remembered()).isZero();
      assertThat(server.post("/api/v1/bookings", "bookings.write", "{\"amount\":1}").statusCode())
          .as("commands go on")
          .isEqualTo(201);
    }
    try (CommandServer server = CommandServer.start(database, Map.of())) {
      HttpResponse<String> response = Upstream.of(server).structured(created(id, "{\"amount\":1}"));
      assertThat(TestServer.parse(response.body()).get("status").asString()).isEqualTo("accepted");
      assertThat(records("tidemark.bookings", id)).hasSize(1);
    }
  }

  @Test
  void without_the_memory_the_answer_is_503_and_nothing_is_published() throws SQLException {
    try (CommandServer server = CommandServer.start(database, Map.of())) {
      Upstream upstream = Upstream.of(server);
      execute("alter table command.ingested rename to elsewhere");
      HttpResponse<String> response = upstream.structured(created(id, "{\"amount\":1}"));
      problem(response, 503, "database-unavailable");
      assertThat(response.headers().firstValue("Retry-After")).isPresent();
      execute("alter table command.elsewhere rename to ingested");
      server.context().getBean("ingestDataSource", HikariDataSource.class).close();
      problem(upstream.structured(created(id, "{\"amount\":1}")), 503, "database-unavailable");
      assertThat(records("tidemark.bookings", id)).isEmpty();
    }
  }

  @Test
  void what_is_older_than_the_memory_is_forgotten_and_the_rest_is_not() throws SQLException {
    try (CommandServer server =
        CommandServer.start(database, Map.of("tidemark.ingest.remember", "1h"))) {
      Upstream upstream = Upstream.of(server);
      upstream.batch(created(id, "{\"amount\":1}"), created("n" + id, "{\"amount\":1}"));
      execute(
          "update command.ingested set received_at = now() - interval '61 minutes' where id = '"
              + id
              + "'");
      server.bean(Expiry.class).forget();
      assertThat(remembered()).isEqualTo(1);
      assertThat(upstream.structured(created(id, "{\"amount\":2}")).statusCode()).isEqualTo(202);
      assertThat(upstream.structured(created("n" + id, "{\"amount\":2}")).statusCode())
          .isEqualTo(409);
    }
  }
}
