package io.tidemark.benchmarks;

import io.tidemark.projection.cli.Home;
import io.tidemark.projection.cli.Instance;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A standalone instance as a user starts it, in a process of its own with a heap of 512 MB. */
final class LocalInstance implements AutoCloseable {

  static final String METRICS = "/api/v1/ops/dashboard/metrics";

  private final Child process;
  private final Home home;
  private final String url;
  private final String token;
  private final HttpClient http = HttpClient.newHttpClient();

  private LocalInstance(Child process, Home home, String url) throws IOException {
    this.process = process;
    this.home = home;
    this.url = url;
    token =
        home.signingKey()
            .token(
                "benchmark",
                "ops.admin calls.admin providers.read bookings.write",
                Duration.ofHours(4),
                Instant.now());
  }

  static LocalInstance start(Options options, Path folder, boolean demo) throws Exception {
    return start(options, folder, demo, Map.of());
  }

  /**
   * @param settings of the instance, as environment variables
   */
  static LocalInstance start(
      Options options, Path folder, boolean demo, Map<String, String> settings) throws Exception {
    Files.createDirectories(folder);
    int port = freePort();
    Path log = folder.resolve("standalone.log");
    Path home = folder.resolve("home");
    List<String> jvm = new ArrayList<>(List.of("-Xmx512m"));
    jvm.addAll(options.recording("standalone-" + folder.getFileName()));
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("TIDEMARK_HOME", home.toString());
    environment.put("TIDEMARK_PORT", "" + port);
    environment.put("TIDEMARK_DEMO", "" + demo);
    Child process =
        Child.java(
            "standalone", folder, jvm, "io.tidemark.standalone.Tidemark", List.of(), environment);
    try {
      process.await(
          Duration.ofMinutes(5), () -> Files.readString(log).contains("Tidemark is ready"));
      return new LocalInstance(process, Home.at(home), "http://127.0.0.1:" + port);
    } catch (Exception e) {
      process.close();
      throw e;
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  Instance instance() throws IOException {
    return home.instance().orElseThrow();
  }

  String url() {
    return url;
  }

  String token() {
    return token;
  }

  /** A token for publishing events of any source. */
  String publisherToken() throws IOException {
    return home.signingKey()
        .token("benchmark", "events.write", List.of("*"), Duration.ofHours(4), Instant.now());
  }

  /** The answer's body; anything but 200 is an error. */
  byte[] get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Authorization", "Bearer " + token)
            .build();
    HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IOException(
          answer.statusCode() + " " + new String(answer.body(), StandardCharsets.UTF_8));
    }
    return answer.body();
  }

  /** The answer, whatever its status, to a request with the instance's token. */
  HttpResponse<String> send(String path, UnaryOperator<HttpRequest.Builder> request)
      throws IOException, InterruptedException {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(url + path)).header("Authorization", "Bearer " + token);
    return http.send(request.apply(builder).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Of all caches of answers together, how many were served from memory until now. */
  double answersFromMemory() throws IOException, InterruptedException {
    return metrics()
        .lines()
        .filter(line -> line.startsWith("cache_gets_total{") && line.contains("\"hit\""))
        .filter(line -> !line.contains("\"tidemark.tokens\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private String metrics() throws IOException, InterruptedException {
    return new String(get("/actuator/prometheus"), StandardCharsets.UTF_8);
  }

  /** The present value of one of the instance's metrics that has no tags. */
  double metric(String name) throws IOException, InterruptedException {
    return metrics()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new IOException("no metric " + name));
  }

  /** How much processor time it has used so far, and its PostgreSQL. */
  CpuTimes cpuTimes() throws IOException {
    return CpuTimes.of(process, home.folder());
  }

  /** A connection to the instance's database. */
  Connection connect() throws IOException, SQLException {
    Instance instance = instance();
    return DriverManager.getConnection(
        instance.jdbcUrl(), instance.jdbcUsername(), instance.jdbcPassword());
  }

  /** Waits until so many events have been folded in since the instance was new. */
  void awaitFolded(long events) throws Exception {
    try (Connection connection = connect();
        Statement select = connection.createStatement()) {
      process.await(Duration.ofMinutes(15), () -> folded(select) >= events);
    }
  }

  private static long folded(Statement select) throws SQLException {
    try (ResultSet rows =
        select.executeQuery("select coalesce(sum(next_offset), 0) from tidemark.position")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
