package io.tidemark.standalone;

import io.tidemark.projection.cli.Home;
import io.tidemark.projection.cli.Instance;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The real program in a process of its own, as a user starts it. */
final class TidemarkProcess implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Home home;
  private final String url;
  private final Process process;
  private final List<String> output = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();
  private final List<Thread> readers;

  private TidemarkProcess(Home home, String url, Process process) {
    this.home = home;
    this.url = url;
    this.process = process;
    this.readers =
        List.of(collect(process.inputReader(), output), collect(process.errorReader(), errors));
  }

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  static TidemarkProcess start(Path home, boolean demo) throws IOException {
    return start(home, Map.of("TIDEMARK_PORT", "" + freePort(), "TIDEMARK_DEMO", "" + demo), null);
  }

  /**
   * Starts it.
   *
   * @param resources a folder whose resources take the place of those in the build
   */
  static TidemarkProcess start(Path home, Map<String, String> environment, @Nullable Path resources)
      throws IOException {
    String classPath = System.getProperty("java.class.path");
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-XX:TieredStopAtLevel=1", // as spring-boot:run starts it
            "-XX:+UseCompactObjectHeaders",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            resources == null ? classPath : resources + File.pathSeparator + classPath,
            Tidemark.class.getName());
    builder.environment().put("TIDEMARK_HOME", home.toString());
    builder.environment().putAll(environment);
    return new TidemarkProcess(
        Home.at(home), "http://localhost:" + environment.get("TIDEMARK_PORT"), builder.start());
  }

  private static Thread collect(BufferedReader reader, List<String> lines) {
    // reading a pipe would hold on to a virtual thread's carrier, of which there are as many as
    // cores
    return Thread.ofPlatform()
        .daemon()
        .start(
            () ->
                reader
                    .lines()
                    .forEach(
                        line -> {
                          synchronized (lines) {
                            lines.add(line);
                          }
                        }));
  }

  private static List<String> copy(List<String> lines) {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  List<String> output() {
    return copy(output);
  }

  List<String> errors() {
    return copy(errors);
  }

  /** Waits for a line of its output. */
  TidemarkProcess await(String part) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (output().stream().noneMatch(line -> line.contains(part))) {
      if (!process.isAlive() || System.nanoTime() > end) {
        process.toHandle().destroyForcibly();
        throw new AssertionError(
            "It never said '%s', but:%n%s%n%s"
                .formatted(part, String.join("\n", output()), String.join("\n", errors())));
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
    return this;
  }

  TidemarkProcess awaitReady() throws InterruptedException {
    return await("Tidemark is ready");
  }

  String url() {
    return url;
  }

  Home home() {
    return home;
  }

  Instance instance() throws IOException {
    return home.instance().orElseThrow();
  }

  /** Waits for its end, and for all of its output. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
      throw new AssertionError("It does not end.");
    for (Thread reader : readers) reader.join();
    return process.exitValue();
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    // its own methods would close the streams, which may hold something that is not read yet
    process.toHandle().destroyForcibly();
    exitCode();
  }

  /** SIGTERM. */
  int stop() throws InterruptedException {
    process.toHandle().destroy();
    return exitCode();
  }

  @Override
  public void close() {
    process.toHandle().destroy();
    process.onExit().completeOnTimeout(process, 60, TimeUnit.SECONDS).join();
    process.toHandle().destroyForcibly();
  }
}
