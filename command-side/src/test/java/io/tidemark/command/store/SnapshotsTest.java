package io.tidemark.command.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.command.CommandServer;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A long history is not read again at each command, and nothing is forgotten by that. */
class SnapshotsTest {

  private static final String BOOKINGS = "/api/v1/bookings";
  private static final CommandServer server = CommandServer.shared();

  private final String id = "b-" + UUID.randomUUID();

  private HttpResponse<String> post(String path, String body) {
    return server.post(BOOKINGS + path, "bookings.write", body);
  }

  private void confirmedLongAgo() {
    post("", "{\"id\":\"%s\",\"amount\":1}".formatted(id));
    post("/" + id + "/confirm", "");
    for (int i = 0; i < 100; i++) {
      assertThat(post("/" + id + "/reprice", "{\"amount\":%d}".formatted(i)).statusCode())
          .isEqualTo(200);
    }
  }

  private @Nullable String snapshot() throws SQLException {
    try (Connection connection = server.database().dataSource().getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                """
                select payload_type || ' ' || payload_revision || ' '
                  || convert_from(payload, 'UTF8')
                from command.snapshot where aggregate_id = ?
                """)) {
      statement.setString(1, id);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getString(1) : null;
      }
    }
  }

  private void change(String sql) throws SQLException {
    try (Connection connection = server.database().dataSource().getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, id);
      assertThat(statement.executeUpdate()).isPositive();
    }
  }

  @Test
  void an_aggregate_is_as_its_snapshot_says() throws SQLException {
    confirmedLongAgo();
    assertThat(snapshot())
        .isEqualTo(
            "io.tidemark.snapshot.booking 1 {\"id\":\"%s\",\"status\":\"CONFIRMED\"}"
                .formatted(id));
    change(
        """
        update command.snapshot
        set payload = convert_to(replace(convert_from(payload, 'UTF8'), 'CONFIRMED', 'COMPLETED'),
          'UTF8')
        where aggregate_id = ?
        """);
    assertThat(post("/" + id + "/start", "").statusCode()).isEqualTo(409);
  }

  @Test
  void a_snapshot_of_another_revision_is_passed_over() throws SQLException {
    confirmedLongAgo();
    change("update command.snapshot set payload_revision = '0' where aggregate_id = ?");
    assertThat(post("/" + id + "/start", "").statusCode()).isEqualTo(200);
  }
}
