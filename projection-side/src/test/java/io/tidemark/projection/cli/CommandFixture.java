package io.tidemark.projection.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Runs commands in a folder of their own. */
abstract class CommandFixture {

  static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

  @TempDir Path folder;

  final Map<String, String> environment = new HashMap<>();
  StringWriter out = new StringWriter();
  StringWriter err = new StringWriter();

  @BeforeEach
  void use_a_folder_of_its_own() {
    environment.put("TIDEMARK_HOME", folder.resolve("home").toString());
  }

  final Home home() {
    return Home.at(folder.resolve("home"));
  }

  final int run(String... arguments) {
    return run(Clock.fixed(NOW, ZoneOffset.UTC), arguments);
  }

  final int run(Clock clock, String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    return TidemarkCommand.run(
        environment, clock, new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
