package io.tidemark.benchmarks.faults;

import static java.util.Objects.requireNonNull;

import io.tidemark.benchmarks.Child;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A service of Tidemark in a JVM of its own, at a port that stays over restarts. */
public final class Service implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Role role;
  private final Path logs;
  private final List<String> options;
  private final Function<Role, List<String>> settings;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final int port;
  private @Nullable Child process;
  private int starts;

  /**
   * @param options of its JVM
   * @param settings Spring's arguments, asked for at each start
   */
  Service(Role role, Path logs, List<String> options, Function<Role, List<String>> settings)
      throws IOException {
    this.role = role;
    this.logs = logs;
    this.options = options;
    this.settings = settings;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
  }

  public void start() throws IOException {
    List<String> arguments = new ArrayList<>(settings.apply(role));
    arguments.add("--server.port=" + port);
    String name = role.name().toLowerCase(java.util.Locale.ROOT) + "." + ++starts;
    process = Child.java(name, logs, options, role.mainClass, arguments);
  }

  public String url() {
    return "http://127.0.0.1:" + port;
  }

  public Child process() {
    return requireNonNull(process, "not started");
  }

  public void awaitHealthy() throws Exception {
    process().await(PATIENCE, this::isHealthy);
  }

  boolean isHealthy() throws InterruptedException {
    return health().contains("\"status\":\"UP\"");
  }

  /** What it says of its readiness; empty where it says nothing. */
  private String health() throws InterruptedException {
    return ask("/actuator/health/readiness");
  }

  /** What it says of all that its health depends on. */
  String details() throws InterruptedException {
    return ask("/actuator/health");
  }

  private String ask(String path) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url() + path)).timeout(Duration.ofSeconds(5)).build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      return ""; // away, which is what is asked
    }
  }

  public void kill() throws InterruptedException {
    process().kill();
  }

  /** Asks it to end, and waits for that. */
  public void stop() {
    process().close();
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
    http.close();
  }
}
