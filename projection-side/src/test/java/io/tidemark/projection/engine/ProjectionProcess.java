package io.tidemark.projection.engine;

import io.tidemark.projection.ProjectionApplication;
import io.tidemark.testkit.TestDatabase;
import io.tidemark.testkit.TestKafka;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The projection side in a JVM of its own, that can be stopped, paused and killed. */
final class ProjectionProcess implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Process process;
  private final int port;
  private final HttpClient http = HttpClient.newHttpClient();

  private ProjectionProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static ProjectionProcess start(TestDatabase database, Path logs, String... more)
      throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", // it starts sooner, and lives for seconds
                "-cp",
                System.getProperty("java.class.path"),
                ProjectionApplication.class.getName(),
                "--server.port=" + port,
                "--spring.datasource.url=" + database.jdbcUrl(),
                "--spring.datasource.username=" + database.username(),
                "--spring.datasource.password=" + database.password(),
                "--spring.kafka.bootstrap-servers=" + TestKafka.bootstrapServers(),
                "--spring.kafka.consumer.properties.session.timeout.ms=6000"));
    command.addAll(List.of(more));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(logs.resolve("projection-" + port + ".log").toFile())
            .start();
    return new ProjectionProcess(process, port);
  }

  /** Waits until its health is as wanted, and returns it. */
  String awaitHealth(Predicate<String> wanted) throws IOException, InterruptedException {
    URI uri = URI.create("http://localhost:" + port + "/actuator/health");
    Instant end = Instant.now().plus(PATIENCE);
    String health = "no answer";
    while (Instant.now().isBefore(end) && process.isAlive()) {
      try {
        health =
            http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        if (wanted.test(health)) {
          return health;
        }
      } catch (java.net.ConnectException e) {
        health = "no answer"; // it is starting
      }
      Thread.sleep(100);
    }
    throw new AssertionError("the health has not become as wanted, but: " + health);
  }

  /** Stops the process where it is, as a machine that hangs would. */
  void pause() throws IOException, InterruptedException {
    signal("-STOP");
  }

  void resume() throws IOException, InterruptedException {
    signal("-CONT");
  }

  private void signal(String signal) throws IOException, InterruptedException {
    int code = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    if (code != 0) {
      throw new IOException("kill " + signal + " failed");
    }
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
