package io.tidemark.command.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.command.CommandServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A booking whose stream has grown long. */
class LongStreamTest {

  private static final String BOOKINGS = "/api/v1/bookings";
  private static final CommandServer server = CommandServer.shared();

  private final String id = "s-" + UUID.randomUUID();

  @BeforeEach
  void a_long_stream() throws SQLException {
    post("", "{\"id\":\"%s\",\"amount\":1}".formatted(id), 201);
    post("/" + id + "/confirm", "", 200);
    for (int i = 0; i < 110; i++) {
      post("/" + id + "/assign", "{\"staffId\":\"s%d\"}".formatted(i), 200);
    }
    assertThat(text("select payload_type from command.snapshot where aggregate_id = '%s'"))
        .startsWith("io.tidemark.snapshot.");
    assertThat(
            text(
                "select convert_from(payload, 'UTF8') from command.snapshot where aggregate_id = '%s'"))
        .contains("\"status\":\"CONFIRMED\"");
  }

  private static void post(String path, String body, int expected) {
    var answer = server.post(BOOKINGS + path, "bookings.write", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(expected);
  }

  private String text(String sql) throws SQLException {
    try (Connection connection = server.database().dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql.formatted(id))) {
      return row.next() ? row.getString(1) : "";
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = server.database().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql.formatted(id))).isPositive();
    }
  }

  @Test
  void a_command_folds_only_what_came_after_the_snapshot() throws SQLException {
    execute(
        "update command.event set payload = '?' where aggregate_id = '%s' and sequence_number < 90");
    post("/" + id + "/start", "", 200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "payload = '?'",
        "payload = '{\"status\":\"UNHEARD_OF\"}'",
        "payload_revision = 'older', payload = '{\"status\":\"CANCELLED\"}'",
        "payload_type = 'io.tidemark.command.booking.Gone'",
        "payload_type = 'java.lang.Runtime'"
      })
  void a_snapshot_that_this_release_cannot_read_does_no_harm(String broken) throws SQLException {
    execute("update command.snapshot set " + broken + " where aggregate_id = '%s'");
    post("/" + id + "/start", "", 200);
  }
}
