package io.tidemark.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.projection.cli.TidemarkCommand;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a user has of a running instance: its API, and the command line. */
final class Client {

  private static final JsonMapper JSON = new JsonMapper();

  private final TidemarkProcess tidemark;
  private final HttpClient http = HttpClient.newHttpClient();

  Client(TidemarkProcess tidemark) {
    this.tidemark = tidemark;
  }

  /** The operations metrics, for somebody who may see all of them. */
  JsonNode metrics(String query) throws IOException, InterruptedException {
    return get("/api/v1/ops/dashboard/metrics" + query, "tester", "ops.admin");
  }

  /** The same, which hold what this command has done. */
  JsonNode metricsAfter(HttpResponse<?> command) throws IOException, InterruptedException {
    return get(
        "/api/v1/ops/dashboard/metrics",
        "tester",
        "ops.admin",
        "Tidemark-At-Least",
        command.headers().firstValue("Tidemark").orElseThrow(),
        "Prefer",
        "wait=10");
  }

  /** What the API answers to somebody with a permission; it must be 200. */
  JsonNode get(String path, String subject, String scope, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(tidemark.url() + path))
            .header("Authorization", "Bearer " + token(subject, scope));
    if (headers.length > 0) request.headers(headers);
    var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  /** Sends a command to the API, as somebody with a permission. */
  HttpResponse<String> post(String path, String scope, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(tidemark.url() + path))
            .header("Authorization", "Bearer " + token("tester", scope))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) request.headers(headers);
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private String token(String subject, String scope) throws IOException {
    return tidemark.home().signingKey().token(subject, scope, Duration.ofHours(1), Instant.now());
  }

  /** Runs a command as {@code ./tidemark} does, in a process of its own; it must succeed. */
  void command(Object... words) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                TidemarkCommand.class.getName()));
    for (Object word : words) {
      command.add(word.toString());
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("TIDEMARK_HOME", tidemark.home().folder().toString());
    builder.environment().put("TIDEMARK_URL", tidemark.url());
    Process process = builder.start();
    String output;
    try (var reader = process.inputReader()) {
      output = String.join("\n", reader.lines().toList());
    }
    assertThat(process.waitFor()).as(command.getLast() + ": " + output).isZero();
  }
}
