package io.tidemark.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A process of its own that a measurement starts and ends. None outlives this process: what is left
 * at its end is ended too, and a JVM that is killed takes its children along (see {@link
 * Supervised}).
 */
public final class Child implements AutoCloseable {

  /** As the standalone instance is started. */
  private static final List<String> JVM =
      List.of(
          "-Dlogback.configurationFile=logback-benchmarks.xml",
          "-XX:+UseCompactObjectHeaders",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> ALIVE.forEach(Process::destroy), "end-children"));
  }

  private final String name;
  private final Process process;
  private final Path log;

  private Child(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a JVM on this process's class path.
   *
   * @param folder for its output, {@code <name>.log}, and its garbage collector's, {@code
   *     <name>.gc.log}
   */
  public static Child java(
      String name, Path folder, List<String> options, String mainClass, List<String> arguments)
      throws IOException {
    return java(name, folder, options, mainClass, arguments, Map.of());
  }

  static Child java(
      String name,
      Path folder,
      List<String> options,
      String mainClass,
      List<String> arguments,
      Map<String, String> environment)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    command.add("-Xlog:gc:file=" + folder.resolve(name + ".gc.log"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Supervised.class.getName(), mainClass));
    command.addAll(arguments);
    return start(name, folder, command, environment);
  }

  static Child start(
      String name, Path folder, List<String> command, Map<String, String> environment)
      throws IOException {
    Path log = folder.resolve(name + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    ALIVE.add(process);
    return new Child(name, process, log);
  }

  public long pid() {
    return process.pid();
  }

  public String name() {
    return name;
  }

  /** Something that shows that the process is ready. */
  @FunctionalInterface
  public interface Ready {
    boolean now() throws Exception;
  }

  /** Waits for the process to be ready, or to have failed. */
  public Child await(Duration patience, Ready ready) throws Exception {
    long end = System.nanoTime() + patience.toNanos();
    while (!ready.now()) {
      if (!process.isAlive()) {
        throw new IOException(
            "%s ended with %d: %s".formatted(name, process.exitValue(), lastLines()));
      }
      if (System.nanoTime() > end) {
        throw new IOException("%s is not ready: %s".formatted(name, lastLines()));
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return this;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Everything that it has printed. */
  public String output() throws IOException {
    return Files.readString(log);
  }

  /** Ends the process as a crash does: it can do nothing about it. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
    ALIVE.remove(process);
  }

  private String lastLines() throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
  }

  /** Asks the process to end; after half a minute makes it. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    ALIVE.remove(process);
  }
}
