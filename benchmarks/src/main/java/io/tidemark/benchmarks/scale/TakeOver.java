package io.tidemark.benchmarks.scale;

import io.tidemark.benchmarks.faults.Rig;
import io.tidemark.benchmarks.faults.Role;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Two projectors share the partitions under load; one goes, and the other has them all. */
final class TakeOver implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Rig rig;
  private final Admin admin;
  private final Connection connection;

  TakeOver(Rig rig) throws SQLException {
    this.rig = rig;
    admin = Admin.create(Map.of("bootstrap.servers", rig.bootstrap()));
    connection = rig.connect();
  }

  /** How one of them goes. */
  @FunctionalInterface
  interface Going {
    void of(Role projector) throws Exception;
  }

  /**
   * Seconds from the moment when it goes until everything is folded in that was published in the
   * half second after; then it is back, and has its share again.
   */
  double seconds(Role projector, Going going) throws Exception {
    long begin = System.nanoTime();
    going.of(projector);
    long left = begin + 500_000_000 - System.nanoTime();
    TimeUnit.NANOSECONDS.sleep(Math.max(left, 0));
    Map<TopicPartition, Long> ends = ends();
    await("all partitions are folded again", () -> areFolded(ends));
    double seconds = (System.nanoTime() - begin) / 1e9;
    rig.service(projector).start();
    rig.service(projector).awaitHealthy();
    awaitShared();
    return seconds;
  }

  /** Waits until both have partitions. */
  void awaitShared() throws Exception {
    await("both have partitions", () -> rig.areShared(2));
  }

  private Map<TopicPartition, Long> ends() throws Exception {
    return admin
        .listOffsets(
            positions().keySet().stream()
                .collect(Collectors.toMap(partition -> partition, _ -> OffsetSpec.latest())))
        .all()
        .get()
        .entrySet()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset()));
  }

  private boolean areFolded(Map<TopicPartition, Long> ends) throws SQLException {
    Map<TopicPartition, Long> positions = positions();
    return ends.entrySet().stream()
        .allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  private Map<TopicPartition, Long> positions() throws SQLException {
    Map<TopicPartition, Long> positions = new HashMap<>();
    try (Statement select = connection.createStatement();
        ResultSet rows =
            select.executeQuery("select topic, partition, next_offset from tidemark.position")) {
      while (rows.next()) {
        positions.put(new TopicPartition(rows.getString(1), rows.getInt(2)), rows.getLong(3));
      }
    }
    return positions;
  }

  /** Whether it is so. */
  @FunctionalInterface
  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(String what, Condition condition) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("it does not come: " + what);
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  @Override
  public void close() throws SQLException {
    admin.close();
    connection.close();
  }
}
