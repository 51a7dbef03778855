package io.tidemark.query.deadletter;

import io.tidemark.query.deadletter.Outcome.Failure;
import io.tidemark.query.deadletter.Outcome.Waiting;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** Watches what becomes of the letters of a retry. */
@Component
final class Retries {

  /** The owners of partitions look each second; most retries are small. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(150);

  private static final String OF_REQUEST =
      """
      from tidemark.dead_letter
      where request = ?
        and generation = (select generation from tidemark.generation where state = 'serving')
      """;

  private static final String COUNTS = "select state, count(*) " + OF_REQUEST + " group by state";

  private static final String FAILURES =
      "select id, kind, reason " + OF_REQUEST + " and state = 'open' order by id limit 20";

  private static final String WAITING =
      "select topic, partition, count(*) "
          + OF_REQUEST
          + " and state = 'retrying' group by topic, partition order by topic, partition";

  private final DataSource database;

  Retries(@Qualifier("queryDataSource") DataSource database) {
    this.database = database;
  }

  /** Waits until none waits any more, some seconds at most, and says how it went. */
  Outcome.Retry await(UUID request, long matched, @Nullable Long next)
      throws SQLException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try (Connection snapshot = database.getConnection()) {
        Map<State, Long> counts = counts(snapshot, request);
        long waiting = counts.getOrDefault(State.RETRYING, 0L);
        if (waiting == 0 || System.nanoTime() >= end) {
          return new Outcome.Retry(
              request,
              matched,
              counts.getOrDefault(State.FOLDED, 0L),
              counts.getOrDefault(State.OPEN, 0L),
              waiting,
              next,
              failures(snapshot, request),
              waiting(snapshot, request));
        }
        snapshot.commit();
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
  }

  private static Map<State, Long> counts(Connection snapshot, UUID request) throws SQLException {
    Map<State, Long> counts = new EnumMap<>(State.class);
    try (PreparedStatement statement = snapshot.prepareStatement(COUNTS)) {
      statement.setObject(1, request);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          counts.put(State.of(rows.getString(1)), rows.getLong(2));
        }
      }
    }
    return counts;
  }

  private static List<Failure> failures(Connection snapshot, UUID request) throws SQLException {
    List<Failure> failures = new ArrayList<>();
    try (PreparedStatement statement = snapshot.prepareStatement(FAILURES)) {
      statement.setObject(1, request);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          failures.add(new Failure(rows.getLong(1), rows.getString(2), rows.getString(3)));
        }
      }
    }
    return failures;
  }

  private static List<Waiting> waiting(Connection snapshot, UUID request) throws SQLException {
    List<Waiting> waiting = new ArrayList<>();
    try (PreparedStatement statement = snapshot.prepareStatement(WAITING)) {
      statement.setObject(1, request);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          waiting.add(new Waiting(rows.getString(1), rows.getInt(2), rows.getLong(3)));
        }
      }
    }
    return waiting;
  }
}
