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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

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
    token = home.signingKey().token("benchmark", "ops.admin", Duration.ofHours(4), Instant.now());
  }

  static LocalInstance start(Options options, Path folder, boolean demo) throws Exception {
    Files.createDirectories(folder);
    int port = freePort();
    Path log = folder.resolve("standalone.log");
    Path home = folder.resolve("home");
    List<String> jvm = new java.util.ArrayList<>(List.of("-Xmx512m"));
    jvm.addAll(options.recording("standalone"));
    Child process =
        Child.java(
            "standalone",
            folder,
            jvm,
            "io.tidemark.standalone.Tidemark",
            List.of(),
            Map.of(
                "TIDEMARK_HOME", home.toString(),
                "TIDEMARK_PORT", "" + port,
                "TIDEMARK_DEMO", "" + demo));
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

  /** The present value of one of the instance's metrics that has no tags. */
  double metric(String name) throws IOException, InterruptedException {
    String all = new String(get("/actuator/prometheus"), StandardCharsets.UTF_8);
    return all.lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new IOException("no metric " + name));
  }

  @Override
  public void close() {
    process.close();
  }
}
