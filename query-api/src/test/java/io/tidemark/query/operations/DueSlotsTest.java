package io.tidemark.query.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.query.QueryServer;
import io.tidemark.query.figures.Cell;
import io.tidemark.query.freshness.BareSnapshot;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Slots summed against each due time looked at by itself. */
class DueSlotsTest {

  private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

  @Test
  void slots_say_what_looking_at_each_due_time_says() throws SQLException {
    try (Connection connection = QueryServer.newReadModel().dataSource().getConnection()) {
      for (long seed = 1; seed <= 60; seed++) {
        Random random = new Random(seed);
        List<Instant> due = new ArrayList<>();
        for (int i = random.nextInt(40); i > 0; i--) {
          due.add(START.plusMillis(random.nextInt(20 * 60_000)));
        }
        fill(connection, due);
        for (int i = 0; i < 20; i++) {
          Instant now = START.plusSeconds(random.nextInt(20 * 60));
          Duration buffer =
              Duration.ofSeconds(random.nextBoolean() ? random.nextInt(90) : random.nextInt(900));
          DueSlots slots = DueSlots.read(BareSnapshot.of(connection), Cell.ALL, now, buffer);
          assertThat(slots)
              .as("seed %d, now %s, buffer %s, due %s", seed, now, buffer, due)
              .isEqualTo(expected(due, now, buffer));
        }
      }
    }
  }

  private static DueSlots expected(List<Instant> due, Instant now, Duration buffer) {
    Instant risk = now.plus(buffer);
    List<Instant> future = due.stream().filter(at -> at.isAfter(now)).toList();
    Instant changes = null;
    for (Instant at : future) {
      Instant breach = up(at, ChronoUnit.SECONDS);
      changes = changes == null || breach.isBefore(changes) ? breach : changes;
      if (at.isAfter(risk)) {
        Instant enters = breach.minus(buffer);
        changes = enters.isBefore(changes) ? enters : changes;
      }
    }
    return new DueSlots(
        future.stream().filter(at -> !at.isAfter(risk)).count(), future.size(), changes);
  }

  private static Instant up(Instant at, TemporalUnit unit) {
    Instant floor = at.truncatedTo(unit);
    return floor.equals(at) ? at : floor.plus(1, unit);
  }

  private static void fill(Connection connection, List<Instant> due) throws SQLException {
    try (Statement statement = connection.createStatement();
        PreparedStatement add =
            connection.prepareStatement(
                """
                insert into readmodel.complaints_due values ('all', '1970-01-01', ?, ?, 1)
                on conflict (grain, period_start, slot, due) do update
                set complaints = complaints_due.complaints + 1
                """)) {
      statement.execute("truncate readmodel.complaints_due");
      for (Instant at : due) {
        for (ChronoUnit unit : List.of(ChronoUnit.SECONDS, ChronoUnit.MINUTES)) {
          add.setString(1, unit == ChronoUnit.SECONDS ? "second" : "minute");
          add.setTimestamp(2, Timestamp.from(up(at, unit)));
          add.executeUpdate();
        }
      }
    }
  }
}
