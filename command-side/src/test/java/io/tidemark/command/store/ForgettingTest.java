package io.tidemark.command.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.command.CommandServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ForgettingTest {

  private static final CommandServer server = CommandServer.shared();

  private final String key = UUID.randomUUID().toString();

  private int create() {
    return server
        .post(
            "/api/v1/bookings",
            "bookings.write",
            "{\"id\":\"" + key + "\",\"amount\":1}",
            "Idempotency-Key",
            key)
        .statusCode();
  }

  private void answeredAgo(String interval) throws SQLException {
    try (Connection connection = server.database().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "update command.answered set answered_at = now() - interval '%s' where idempotency_key = '%s'"
              .formatted(interval, key));
    }
  }

  @Test
  void a_key_is_known_for_a_day_and_then_forgotten() throws SQLException {
    create();
    answeredAgo("23 hours");
    server.bean(Forgetting.class).forget();
    assertThat(create()).isEqualTo(201);
    answeredAgo("25 hours");
    server.bean(Forgetting.class).forget();
    assertThat(create()).as("the command is decided anew").isEqualTo(409);
  }
}
