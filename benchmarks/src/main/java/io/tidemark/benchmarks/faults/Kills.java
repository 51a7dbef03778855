package io.tidemark.benchmarks.faults;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Processes that end without a word, and are started again. */
final class Kills {

  private Kills() {}

  static Fault service(Kind kind, Role role, Duration away) {
    return new Fault(
        kind,
        "kill -9 " + role.text(),
        away,
        rig -> rig.service(role).kill(),
        rig -> rig.service(role).start());
  }

  static Fault postgres(Duration away) {
    return new Fault(
        Kind.KILL_POSTGRES,
        "kill -9 PostgreSQL",
        away,
        rig -> rig.postgres().kill(),
        rig -> {
          var _ = rig.startPostgres();
        });
  }

  static Fault broker(Duration away) {
    return new Fault(
        Kind.KILL_BROKER,
        "kill -9 broker",
        away,
        rig -> rig.kafka().kill(),
        rig -> {
          var _ = rig.startKafka();
        });
  }

  /** PostgreSQL then takes its shared memory for damaged, ends all sessions and recovers. */
  static Fault backend(int which) {
    return new Fault(
        Kind.KILL_BACKEND,
        "kill -9 a session's process",
        Duration.ZERO,
        rig -> {
          List<Long> pids = backends(rig);
          Rig.signal("KILL", pids.get(which % pids.size()));
        },
        Fault.NOTHING);
  }

  private static List<Long> backends(Rig rig) throws SQLException {
    List<Long> pids = new ArrayList<>();
    try (Connection connection = rig.connect();
        Statement select = connection.createStatement();
        ResultSet rows =
            select.executeQuery(
                """
                select pid from pg_stat_activity
                where backend_type = 'client backend' and pid <> pg_backend_pid() order by pid
                """)) {
      while (rows.next()) {
        pids.add(rows.getLong(1));
      }
    }
    return pids;
  }
}
