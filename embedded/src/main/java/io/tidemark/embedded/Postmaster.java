package io.tidemark.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A PostgreSQL server process, as its {@code postmaster.pid} tells of it. */
record Postmaster(ProcessHandle process) {

  private static final Duration FAST = Duration.ofSeconds(60);
  private static final Duration IMMEDIATE = Duration.ofSeconds(10);

  /**
   * The server that works on this data folder; none where the file is stale, e.g. its process id
   * now another's.
   */
  static Optional<Postmaster> of(Path data) throws IOException {
    Path file = data.resolve("postmaster.pid");
    if (!Files.exists(file)) return Optional.empty();
    List<String> lines = Files.readAllLines(file);
    if (lines.size() < 2 || !Path.of(lines.get(1)).equals(data)) return Optional.empty();
    return ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
        .filter(ProcessHandle::isAlive)
        .filter(process -> isPostgres(process, data))
        .map(Postmaster::new);
  }

  /**
   * PostgreSQL takes any living process for the one that its pid file names, after a crash of the
   * machine perhaps a stranger's. Naming none that can live makes it look instead at the shared
   * memory, whose key the file also holds: that tells for certain whether a process of the old
   * server still works on the data.
   */
  static void disown(Path data) throws IOException {
    Path file = data.resolve("postmaster.pid");
    if (!Files.exists(file)) return;
    var lines = new ArrayList<>(Files.readAllLines(file));
    if (lines.isEmpty()) return;
    lines.set(0, Integer.toString(Integer.MAX_VALUE));
    Files.write(file, lines);
  }

  private static boolean isPostgres(ProcessHandle process, Path data) {
    boolean named =
        process.info().command().map(it -> Path.of(it).endsWith("postgres")).orElse(false);
    return named
        && process.info().arguments().map(it -> List.of(it).contains(data.toString())).orElse(true);
  }

  /**
   * Disconnects the clients, writes a checkpoint and ends; where that takes too long, ends at once
   * (recovery follows).
   */
  void stop() throws IOException, InterruptedException {
    signal("INT");
    if (!ended(FAST)) signal("QUIT");
    if (!ended(IMMEDIATE))
      throw new ServerException("PostgreSQL (process %d) does not stop.".formatted(process.pid()));
  }

  /**
   * Java knows SIGTERM and SIGKILL only; the one waits for all clients to leave, the other orphans
   * the children.
   */
  private void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private boolean ended(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (process.isAlive()) {
      if (System.nanoTime() > end) return false;
      TimeUnit.MILLISECONDS.sleep(
          10); // no child of ours after a kill -9: there is nothing to wait for but time
    }
    return true;
  }
}
