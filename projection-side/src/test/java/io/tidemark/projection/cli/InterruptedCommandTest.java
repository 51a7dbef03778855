package io.tidemark.projection.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Ctrl-C while a command runs, in a process of its own. */
class InterruptedCommandTest extends ApiFixture {

  private static final String GENERATION =
      """
      {"generation": 2, "state": "filling", "paused": false, "reason": "new", "requestedBy": "s1",
       "progress": {"total": 1000, "done": 500}, "lag": 3, "deadLetters": 0, "runnerAlive": true,
       "verification": {}, "observedAt": "2026-11-20T10:00:00Z"}
      """;

  @Test
  void a_watch_that_is_interrupted_ends_with_130_and_says_that_the_rebuild_goes_on()
      throws Exception {
    on("GET /api/v1/system/generations/2", 200, GENERATION);
    List<String> command = new ArrayList<>(whereCtrlCCounts());
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            TidemarkCommand.class.getName(),
            "rebuild",
            "watch",
            "2"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (asked.size() < 2 && process.isAlive() && System.nanoTime() < end) {
        Thread.sleep(20); // until it watches
      }
      assertThat(exitCode("kill", "-INT", Long.toString(process.pid()))).isZero();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.exitValue()).as(output).isEqualTo(130);
      assertThat(output)
          .contains("interrupted. The rebuild goes on.")
          .contains("./tidemark rebuild watch 2");
    } finally {
      process.destroyForcibly();
    }
  }

  /** Builds in the background of a shell ignore Ctrl-C, and so do the processes that they start. */
  private static List<String> whereCtrlCCounts() throws Exception {
    List<String> reset = List.of("env", "--default-signal=INT");
    List<String> probe = new ArrayList<>(reset);
    probe.add("true");
    return exitCode(probe.toArray(String[]::new)) == 0 ? reset : List.of();
  }

  private static int exitCode(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
