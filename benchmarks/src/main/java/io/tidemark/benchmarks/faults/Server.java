package io.tidemark.benchmarks.faults;

import io.tidemark.benchmarks.Child;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** PostgreSQL or the broker: killed, and started again on the same data. */
public final class Server implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final String kind;
  private final Path data;
  private final Path logs;
  private final List<String> more;
  private @Nullable Child process;
  private Properties address = new Properties();
  private int starts;

  /**
   * @param kind postgres or kafka
   * @param more arguments of its process
   */
  Server(String kind, Path folder, Path logs, String... more) {
    this.kind = kind;
    this.data = folder.resolve(kind);
    this.logs = logs;
    this.more = List.of(more);
  }

  Path data() {
    return data;
  }

  void start() throws Exception {
    Files.createDirectories(data);
    Path file = data.resolve(ServerProcess.ADDRESS);
    Files.deleteIfExists(file);
    List<String> arguments = new ArrayList<>(List.of(kind, data.toString()));
    arguments.addAll(more);
    Child started =
        Child.java(
            kind + "." + ++starts,
            logs,
            List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
            ServerProcess.class.getName(),
            arguments);
    process = started;
    started.await(PATIENCE, () -> Files.exists(file));
    Properties read = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      read.load(reader);
    }
    address = read;
  }

  public String address(String name) {
    return address.getProperty(name);
  }

  /** SIGKILL to all that it is made of: its own process, and PostgreSQL's postmaster. */
  void kill() throws Exception {
    Optional<ProcessHandle> postmaster = postmaster();
    if (postmaster.isPresent()) {
      postmaster.get().destroyForcibly();
      postmaster.get().onExit().get();
    }
    Child running = process;
    if (running != null) {
      running.kill();
      process = null;
    }
  }

  /** Whether clients are served; PostgreSQL may have ended by itself. */
  boolean isAlive() throws IOException {
    Child running = process;
    return running != null
        && running.isAlive()
        && (!kind.equals("postgres") || postmaster().isPresent());
  }

  private Optional<ProcessHandle> postmaster() throws IOException {
    Path file = data.resolve("data/postmaster.pid");
    if (!kind.equals("postgres") || !Files.exists(file)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(file);
    return lines.isEmpty()
        ? Optional.empty()
        : ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
            .filter(
                found -> found.info().command().orElse("").endsWith("postgres") && found.isAlive());
  }

  @Override
  public void close() {
    Child running = process;
    if (running != null) {
      running.close();
      process = null;
    }
  }
}
