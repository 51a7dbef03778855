package io.tidemark.benchmarks.faults;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Sessions of others that hold what the services need. */
final class Locks {

  private static final List<String> HELD =
      List.of(
          "lock table tidemark.position in exclusive mode",
          "lock table readmodel.booking in exclusive mode",
          "lock table readmodel.bookings_by_status in access exclusive mode",
          "lock table command.event in exclusive mode",
          "select * from tidemark.watermark for update",
          "select * from tidemark.position for update",
          "select * from readmodel.staff_workload for update",
          "select * from command.relay_segment for update");

  /** One fault's at a time. */
  private static final Map<Rig, Connection> HOLDERS = new ConcurrentHashMap<>();

  private Locks() {}

  static Fault held(Random random) {
    String statement = HELD.get(random.nextInt(HELD.size()));
    return new Fault(
        Kind.LOCKS,
        statement,
        Duration.ofMillis(3_000 + random.nextInt(5_000)),
        rig -> hold(rig, statement),
        Locks::letGo);
  }

  /** Its transaction has begun and waits; when it is killed, nothing of it may stay. */
  static Fault killed(Role projector) {
    return new Fault(
        Kind.KILL_LOCKED,
        "kill -9 %s while it waits for rows".formatted(projector.text()),
        Duration.ofMillis(500),
        rig -> {
          hold(rig, "lock table readmodel.booking in exclusive mode");
          TimeUnit.MILLISECONDS.sleep(1_500);
          rig.service(projector).kill();
        },
        rig -> {
          letGo(rig);
          rig.service(projector).start();
        });
  }

  /** A command has drawn its position, and commits after commands with greater ones. */
  static Fault append() {
    return new Fault(
        Kind.HELD_APPEND,
        "hold an append back",
        Duration.ofMillis(2_500),
        HeldAppend::begin,
        HeldAppend::end);
  }

  static void hold(Rig rig, String statement) throws SQLException {
    Connection holder = rig.connect();
    HOLDERS.put(rig, holder);
    holder.setAutoCommit(false);
    // the tables are those of the generation that serves now
    String schema = Judge.text(holder, Judge.SERVING);
    try (Statement lock = holder.createStatement()) {
      lock.execute(statement.replace("readmodel.", schema + "."));
    }
  }

  static void letGo(Rig rig) throws SQLException {
    Connection holder = HOLDERS.remove(rig);
    if (holder != null) {
      holder.rollback();
      holder.close();
    }
  }
}
