package io.tidemark.benchmarks.faults;

import io.tidemark.testkit.oracle.Oracle;
import io.tidemark.testkit.oracle.ProviderOracle;
import io.tidemark.testkit.oracle.StoredCells;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/** Compares what is stored with what the raw events come to, when nothing is under way. */
final class Judge {

  private static final int EXAMPLES = 8;

  static final String SERVING =
      "select schema_name from tidemark.generation where state = 'serving'";

  private static final String POSITIONS =
      """
      select topic, partition, next_offset from tidemark.position
      join tidemark.generation using (generation) where state = 'serving'
      """;

  private static final String LETTERS =
      """
      select count(*) from tidemark.dead_letter
      join tidemark.generation using (generation) where generation.state = 'serving'
      """;

  private static final String STORED =
      "select payload_type, aggregate_id, event_id from command.event";

  private Judge() {}

  /** The identities of all events in the event store. */
  static Set<String> stored(Rig rig) throws SQLException {
    Set<String> stored = new HashSet<>();
    try (Connection connection = rig.connect();
        Statement select = connection.createStatement();
        ResultSet rows = select.executeQuery(STORED)) {
      while (rows.next()) {
        stored.add(
            String.join(
                " ",
                "/tidemark/command-side",
                rows.getString(1),
                rows.getString(2),
                rows.getString(3)));
      }
    }
    return stored;
  }

  /** Where each partition stands. */
  static Map<TopicPartition, Long> positions(Connection connection) throws SQLException {
    Map<TopicPartition, Long> positions = new HashMap<>();
    try (Statement select = connection.createStatement();
        ResultSet rows = select.executeQuery(POSITIONS)) {
      while (rows.next()) {
        positions.put(new TopicPartition(rows.getString(1), rows.getInt(2)), rows.getLong(3));
      }
    }
    return positions;
  }

  /** Whether all is folded up to these offsets. */
  static boolean isFolded(Rig rig, Map<TopicPartition, Long> ends) throws SQLException {
    try (Connection connection = rig.connect()) {
      Map<TopicPartition, Long> positions = positions(connection);
      return ends.entrySet().stream()
          .allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }
  }

  /**
   * Compares both ways.
   *
   * @param owed identities of events that must be in the log
   */
  static Judgement compare(Rig rig, Log log, Set<String> owed) throws SQLException {
    Map<String, List<BigDecimal>> expected = Oracle.cells(log.events(), ZoneOffset.UTC);
    List<String> goals = ProviderOracle.goals(log.events());
    List<String> examples = new ArrayList<>();
    long lost = 0;
    for (String identity : owed) {
      if (!log.has(identity)) {
        lost++;
        example(examples, "not in the log: " + identity);
      }
    }
    long twice = 0;
    long differing = 0;
    Map<String, List<BigDecimal>> found;
    List<String> foundGoals;
    long letters;
    try (Connection connection = rig.connect()) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      String schema = text(connection, SERVING);
      found = StoredCells.read(connection, schema);
      foundGoals = StoredCells.goals(connection, schema);
      letters = Long.parseLong(text(connection, LETTERS));
    }
    Set<String> keys = new TreeSet<>(expected.keySet());
    keys.addAll(found.keySet());
    for (String key : keys) {
      List<BigDecimal> should = expected.getOrDefault(key, List.of());
      List<BigDecimal> is = found.getOrDefault(key, List.of());
      if (!should.equals(is)) {
        differing++;
        long excess = count(is) - count(should);
        twice += Math.max(0, excess);
        lost += Math.max(0, -excess);
        example(examples, key + ": " + is + " instead of " + should);
      }
    }
    Set<String> goalsOfBoth = new TreeSet<>(goals);
    goalsOfBoth.addAll(foundGoals);
    for (String goal : goalsOfBoth) {
      if (!goals.contains(goal) || !foundGoals.contains(goal)) {
        differing++;
        example(examples, "goal " + goal + (goals.contains(goal) ? " is missing" : " is wrong"));
      }
    }
    if (letters != log.poison()) {
      lost += Math.max(0, log.poison() - letters);
      twice += Math.max(0, letters - log.poison());
      example(examples, letters + " dead letters instead of " + log.poison());
    }
    return new Judgement(keys.size() + goalsOfBoth.size(), differing, lost, twice, examples);
  }

  /** The first sum of a cell says how many it counts. */
  private static long count(List<BigDecimal> sums) {
    return sums.isEmpty() ? 0 : sums.getFirst().longValue();
  }

  private static void example(List<String> examples, String text) {
    if (examples.size() < EXAMPLES) {
      examples.add(text);
    }
  }

  static String text(Connection connection, String sql) throws SQLException {
    try (Statement select = connection.createStatement();
        ResultSet rows = select.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
