package io.tidemark.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalPostgresTest {

  @TempDir Path folder;

  @Test
  void keeps_its_data_and_its_password_over_a_restart() throws Exception {
    Path home = folder.resolve("a folder's name");
    String password;
    try (var postgres = LocalPostgres.start(home)) {
      password = postgres.password();
      execute(postgres, "create table kept as select 42 as n");
    }
    assertThat(Files.exists(home.resolve("data/postmaster.pid"))).isFalse();
    try (var postgres = LocalPostgres.start(home)) {
      assertThat(postgres.password()).isEqualTo(password);
      assertThat(text(postgres, "select n from kept")).isEqualTo("42");
    }
  }

  @Test
  void is_durable_unless_started_for_tests() throws Exception {
    try (var postgres = LocalPostgres.start(folder)) {
      assertThat(text(postgres, "show fsync")).isEqualTo("on");
      assertThat(text(postgres, "show synchronous_commit")).isEqualTo("on");
      assertThat(text(postgres, "show full_page_writes")).isEqualTo("on");
      assertThat(text(postgres, "show listen_addresses")).isEqualTo("127.0.0.1");
    }
    try (var postgres = LocalPostgres.startFast(folder)) {
      assertThat(text(postgres, "show fsync")).isEqualTo("off");
    }
  }

  @Test
  void nobody_enters_without_the_password() {
    try (var postgres = LocalPostgres.startFast(folder)) {
      assertThatThrownBy(
              () -> DriverManager.getConnection(postgres.jdbcUrl(), postgres.username(), "guess"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password authentication failed");
    }
  }

  @Test
  void takes_another_port_when_a_foreign_server_has_the_first() throws Exception {
    try (var foreign = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var calls = new AtomicInteger();
      try (var postgres =
          LocalPostgres.start(
              folder,
              true,
              () -> calls.getAndIncrement() == 0 ? foreign.getLocalPort() : FreePort.pick())) {
        assertThat(calls).hasValue(2);
        assertThat(postgres.port()).isNotEqualTo(foreign.getLocalPort());
        assertThat(text(postgres, "show data_directory")).isEqualTo(postgres.data().toString());
      }
    }
  }

  @Test
  void never_attaches_to_another_postgres_on_its_port(@TempDir Path otherFolder) throws Exception {
    try (var other = LocalPostgres.startFast(otherFolder)) {
      assertThatThrownBy(() -> LocalPostgres.start(folder, true, other::port))
          .isInstanceOf(ServerException.class)
          .hasMessageContaining("no free port");
      assertThat(text(other, "select 1")).isEqualTo("1");
    }
  }

  @Test
  void a_folder_serves_one_at_a_time_and_says_whom() {
    try (var _ = LocalPostgres.startFast(folder)) {
      assertThatThrownBy(() -> LocalPostgres.startFast(folder))
          .isInstanceOf(FolderInUse.class)
          .hasMessage("The folder %s is used by process %d", folder, ProcessHandle.current().pid());
    }
  }

  @Test
  void a_stale_pid_file_that_names_a_foreign_process_stops_neither() throws Exception {
    LocalPostgres.startFast(folder).close();
    Process foreign = new ProcessBuilder("sleep", "60").start();
    Path data = folder.toRealPath().resolve("data");
    Files.writeString(
        data.resolve("postmaster.pid"), "%d\n%s\n0\n5432\n\n\n".formatted(foreign.pid(), data));
    try (var postgres = LocalPostgres.startFast(folder)) {
      assertThat(text(postgres, "select 1")).isEqualTo("1");
      assertThat(foreign.isAlive()).isTrue();
    } finally {
      foreign.destroyForcibly();
    }
  }

  private static void execute(LocalPostgres postgres, String sql) throws SQLException {
    try (var connection = postgres.dataSource("tidemark").getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String text(LocalPostgres postgres, String sql) throws SQLException {
    try (var connection = postgres.dataSource("tidemark").getConnection();
        var rows = connection.createStatement().executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
