package io.tidemark.command.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.command.CommandServer;
import io.tidemark.testkit.TestDatabase;
import io.tidemark.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reader against real appends, in real transactions that end when and how they please. */
class AppendOrderTest {

  private static final long SEED = Long.getLong("seed", System.nanoTime());

  private final TestDatabase database = TestPostgres.freshDatabase();
  private final StoredEvents events = new StoredEvents(database.dataSource());
  private final List<Long> read = new ArrayList<>();
  private long horizon;

  AppendOrderTest() {
    CommandServer.start(database, Map.of("tidemark.relay.enabled", "false")).close();
  }

  private Connection connect() throws SQLException {
    Connection connection = database.dataSource().getConnection();
    connection.setAutoCommit(false);
    return connection;
  }

  private static long append(Connection connection) throws SQLException {
    String id = UUID.randomUUID().toString();
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            insert into command.event (event_id, aggregate_id, sequence_number, aggregate_type,
              recorded_at, payload_type, payload_revision, payload, metadata, key_hash)
            values (?, ?, 0, 'Booking', '2026-11-21T10:00:00Z', 'io.tidemark.booking.confirmed', '1', '{}',
              '{}', 0) returning position
            """)) {
      statement.setString(1, id);
      statement.setString(2, id);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /** Reads on from where it was, as a worker does. */
  private void read() throws SQLException {
    long next = events.horizon(horizon);
    for (StoredEvents.Page page; horizon < next; horizon = page.end()) {
      page = events.page(0, 0, horizon, next, 100);
      page.events().forEach(event -> read.add(event.position()));
    }
  }

  private void breakGuard() throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("alter table command.event disable trigger mark_append");
    }
  }

  @ParameterizedTest(name = "with the guard: {0}")
  @ValueSource(booleans = {true, false})
  void an_append_that_commits_late_is_not_passed_and_without_the_guard_it_would_be(boolean guarded)
      throws SQLException {
    if (!guarded) {
      breakGuard();
    }
    try (Connection slow = connect();
        Connection undone = connect();
        Connection fast = connect()) {
      long late = append(slow);
      append(undone);
      long early = append(fast);
      fast.commit();
      undone.rollback();
      read();
      assertThat(read).isEqualTo(guarded ? List.of() : List.of(early));
      slow.commit();
      read();
      assertThat(read)
          .as("the late one is lost without the guard")
          .isEqualTo(guarded ? List.of(late, early) : List.of(early));
    }
  }

  @Test
  void one_that_never_commits_holds_nothing_up() throws SQLException {
    try (Connection undone = connect();
        Connection fast = connect()) {
      append(undone);
      long position = append(fast);
      fast.commit();
      undone.rollback();
      read();
      assertThat(read).containsExactly(position);
    }
  }

  @Test
  void slow_and_rolled_back_appends_side_by_side_are_all_read_in_order_and_once() throws Exception {
    System.err.printf("-Dseed=%d%n", SEED);
    List<Future<?>> writers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 8; i++) {
        Random random = new Random(SEED + i);
        writers.add(
            threads.submit(
                () -> {
                  write(random);
                  return null;
                }));
      }
      while (!writers.stream().allMatch(Future::isDone)) {
        read();
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    }
    read();
    assertThat(read).isEqualTo(stored()).hasSizeGreaterThan(500);
  }

  private void write(Random random) throws SQLException, InterruptedException {
    try (Connection connection = connect()) {
      for (int i = 0; i < 200; i++) {
        for (int n = random.nextInt(3); n >= 0; n--) {
          append(connection);
          if (random.nextInt(4) == 0) {
            Thread.sleep(random.nextInt(10));
          }
        }
        if (random.nextInt(5) == 0) {
          connection.rollback();
        } else {
          connection.commit();
        }
      }
    }
  }

  private List<Long> stored() throws SQLException {
    List<Long> stored = new ArrayList<>();
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("select position from command.event order by position")) {
      while (rows.next()) {
        stored.add(rows.getLong(1));
      }
    }
    return stored;
  }
}
