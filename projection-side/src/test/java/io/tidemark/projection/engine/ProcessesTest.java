package io.tidemark.projection.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.events.Received;
import io.tidemark.testkit.TestKafka;
import io.tidemark.testkit.oracle.History;
import io.tidemark.testkit.oracle.Oracle;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Real processes on a real broker: shared work, a pause past the session, kills, a topic made anew.
 */
@ResourceLock(TestKafka.TOPICS)
final class ProcessesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ProjectionDatabase database = new ProjectionDatabase();
  private final List<Received> history = History.of(21, 900);

  @TempDir private Path logs;

  @BeforeEach
  void freshLog() {
    TestKafka.deleteTopics();
  }

  @Test
  void two_processes_of_which_one_is_paused_and_the_other_killed_count_each_event_once()
      throws Exception {
    int step = history.size() / 5;
    try (ProjectionProcess first = ProjectionProcess.start(database.database, logs)) {
      first.awaitHealth(health -> health.contains("\"lag\":0"));
      try (ProjectionProcess second = ProjectionProcess.start(database.database, logs)) {
        second.awaitHealth(health -> health.contains("\"lag\":0"));
        BrokerLog.publish(history.subList(0, step));
        awaitFolded();
        first.pause();
        BrokerLog.publish(history.subList(step, 2 * step));
        awaitFolded(); // by the second, once the first one's session has ended
        BrokerLog.publish(history.subList(2 * step, 3 * step));
        first.resume();
        BrokerLog.publish(history.subList(3 * step, 4 * step));
        second.kill();
        BrokerLog.publish(history.subList(4 * step, history.size()));
        awaitFolded();
      }
    }
    assertThat(database.cells().keySet())
        .isEqualTo(Oracle.cells(history, database.calendar.zone()).keySet());
    assertThat(database.verify().differences()).isEmpty();
  }

  @Test
  void letters_are_folded_whoever_is_killed_meanwhile() throws Exception {
    try (ProjectionProcess strict =
        ProjectionProcess.start(database.database, logs, "--tidemark.events.max-bytes=60B")) {
      strict.awaitHealth(health -> health.contains("\"lag\":0"));
      BrokerLog.publish(history);
      awaitFolded();
      strict.kill();
    }
    long letters = letters("state = 'open' and kind = 'too-large'");
    assertThat(letters).isGreaterThan(500);
    try (ProjectionProcess first = ProjectionProcess.start(database.database, logs)) {
      first.awaitHealth(health -> health.contains("\"lag\":0"));
      database.execute(
          """
          insert into tidemark.request (id, kind, arguments, actor)
          values (gen_random_uuid(), 'dead-letters-retry', '{"kind": "too-large"}', 'operator');
          notify tidemark_request
          """);
      while (letters("state = 'open'") == letters) {
        Thread.sleep(10);
      }
      first.kill();
    }
    try (ProjectionProcess second = ProjectionProcess.start(database.database, logs)) {
      second.awaitHealth(health -> health.contains("\"lag\":0"));
      Instant end = Instant.now().plus(PATIENCE);
      while (letters("state <> 'folded'") > 0 && Instant.now().isBefore(end)) {
        Thread.sleep(100);
      }
    }
    assertThat(letters("state = 'folded' and resolved_by = 'operator'")).isEqualTo(letters);
    assertThat(database.cells()).isEqualTo(Oracle.cells(history, database.calendar.zone()));
    assertThat(database.verify().differences()).isEmpty();
  }

  private long letters(String where) throws Exception {
    List<Long> count = new ArrayList<>();
    database.query(
        "select count(*) from tidemark.dead_letter where " + where,
        rows -> count.add(rows.getLong(1)));
    return count.getFirst();
  }

  @Test
  void a_topic_made_anew_halts_its_partitions_and_says_so() throws Exception {
    try (ProjectionProcess process = ProjectionProcess.start(database.database, logs)) {
      process.awaitHealth(health -> health.contains("\"lag\":0"));
      BrokerLog.publish(history.subList(0, 300));
      awaitFolded();
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestKafka.bootstrapServers()))) {
        admin.deleteTopics(List.of("tidemark.bookings")).all().get();
        admin
            .createTopics(
                List.of(
                    new org.apache.kafka.clients.admin.NewTopic(
                        "tidemark.bookings", 12, (short) 1)))
            .all()
            .get();
      }
      // the consumer may notice that its offsets are gone before the watch sees the topic's new id
      assertThat(process.awaitHealth(h -> h.contains("halted tidemark.bookings-0")))
          .contains("DOWN");
    }
    Map<String, Long> before = counts();
    try (ProjectionProcess process = ProjectionProcess.start(database.database, logs)) {
      assertThat(process.awaitHealth(h -> h.contains("halted tidemark.bookings-11")))
          .contains("DOWN", "the topic was created anew");
      BrokerLog.publish(history.subList(0, 300));
      Thread.sleep(500); // long enough to fold what must not be folded
    }
    assertThat(counts()).isEqualTo(before);
  }

  private Map<String, Long> counts() throws Exception {
    Map<String, Long> counts = new java.util.TreeMap<>();
    database.query(
        "select topic, sum(next_offset) from tidemark.position group by topic",
        rows -> counts.put(rows.getString(1), rows.getLong(2)));
    counts.keySet().removeIf(topic -> !topic.equals("tidemark.bookings"));
    return counts;
  }

  /** Waits until the positions are where the log ends. */
  private void awaitFolded() throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    Thread.sleep(1_100); // so that the end of the log has been looked at since
    List<Long> lag = new ArrayList<>();
    do {
      lag.clear();
      database.query(
          """
          select sum(end_offset - next_offset), extract(epoch from now() - min(observed_at)) < 2
          from tidemark.log_end join tidemark.position using (topic, partition)
          """,
          rows -> lag.add(rows.getBoolean(2) ? rows.getLong(1) : -1));
      if (lag.equals(List.of(0L))) {
        return;
      }
      Thread.sleep(100);
    } while (Instant.now().isBefore(end));
    throw new AssertionError("after " + PATIENCE + " these events wait: " + lag);
  }
}
