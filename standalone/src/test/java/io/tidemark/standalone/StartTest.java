package io.tidemark.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.embedded.FolderLock;
import java.io.DataInputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in the way of a start is told in one sentence, with what to do next. */
final class StartTest {

  @TempDir Path home;

  @Test
  void a_port_in_use() throws Exception {
    try (var taken = new ServerSocket(0)) {
      int port = taken.getLocalPort();
      assertRefused(
          Map.of("TIDEMARK_PORT", "" + port),
          "Port %d is in use: stop the program that has it, or choose another with TIDEMARK_PORT=%d."
              .formatted(port, port + 1));
    }
  }

  @Test
  void a_folder_in_use() throws Exception {
    try (var _ = FolderLock.acquire(home)) {
      assertRefused(
          Map.of("TIDEMARK_PORT", "" + TidemarkProcess.freePort()),
          "The folder %s is used by process %d: stop it first, or name another folder in TIDEMARK_HOME."
              .formatted(home, ProcessHandle.current().pid()));
    }
  }

  @Test
  void a_folder_that_cannot_be() throws Exception {
    Path file = Files.createFile(home.resolve("file"));
    assertRefused(
        Map.of("TIDEMARK_PORT", "" + TidemarkProcess.freePort(), "TIDEMARK_HOME", file + "/home"),
        "The folder %s/home cannot be written: name another folder in TIDEMARK_HOME."
            .formatted(file));
  }

  @Test
  void a_port_that_is_no_number() throws Exception {
    assertRefused(
        Map.of("TIDEMARK_PORT", "http"),
        "TIDEMARK_PORT must be a number from 1 to 65535, not 'http'.");
  }

  @Test
  void a_wish_for_the_demo_that_is_neither_true_nor_false() throws Exception {
    assertRefused(
        Map.of("TIDEMARK_DEMO", "maybe"), "TIDEMARK_DEMO must be true or false, not 'maybe'.");
  }

  @Test
  void a_wish_for_live_traffic_that_is_neither_true_nor_false() throws Exception {
    assertRefused(
        Map.of("TIDEMARK_LIVE", "yes"), "TIDEMARK_LIVE must be true or false, not 'yes'.");
  }

  @Test
  void a_java_that_is_too_old_can_at_least_load_the_class_that_says_so() throws Exception {
    try (var bytes =
        new DataInputStream(
            Objects.requireNonNull(Tidemark.class.getResourceAsStream("Tidemark.class")))) {
      assertThat(bytes.readInt()).isEqualTo(0xCAFEBABE);
      assertThat(bytes.readUnsignedShort()).isZero();
      assertThat(bytes.readUnsignedShort()).as("class file of Java 17").isEqualTo(61);
    }
  }

  private void assertRefused(Map<String, String> environment, String sentence) throws Exception {
    try (var tidemark = TidemarkProcess.start(home, environment, null)) {
      assertThat(tidemark.exitCode()).isEqualTo(1);
      assertThat(tidemark.errors()).containsExactly(sentence);
    }
  }
}
