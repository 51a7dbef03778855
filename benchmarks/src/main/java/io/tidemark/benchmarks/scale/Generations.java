package io.tidemark.benchmarks.scale;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Rebuilds by the HTTP API, as the command line asks for them. */
final class Generations implements AutoCloseable {

  private static final String PATH = "/api/v1/system/generations";
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final String url;
  private final String token;
  private final HttpClient http = HttpClient.newHttpClient();

  /**
   * @param token with {@code system.admin}
   */
  Generations(String url, String token) {
    this.url = url;
    this.token = token;
  }

  /** The number of the generation that is being built from now on. */
  int start(String reason) throws IOException, InterruptedException {
    return post("", "{\"reason\": \"%s\"}".formatted(reason)).path("generation").asInt();
  }

  /** Waits until it has caught up. */
  void awaitFilled(int generation) throws IOException, InterruptedException {
    await(generation, now -> now.path("state").asString("").equals("following"));
  }

  /** Compares it with what serves, and waits for that; cells that differ. */
  long verify(int generation) throws IOException, InterruptedException {
    String before = get(generation).at("/verification/verifiedAt").asString("");
    post("/" + generation + "/verify", "{}");
    return await(
            generation,
            now ->
                now.at("/verification/requestedAt").isNull()
                    && !now.at("/verification/verifiedAt").isNull()
                    && !now.at("/verification/verifiedAt").asString("").equals(before))
        .at("/verification/differences")
        .asLong();
  }

  /** It serves, differences or not. */
  void switchTo(int generation) throws IOException, InterruptedException {
    post("/" + generation + "/switch", "{\"accept\": true}");
  }

  void rollBackTo(int generation) throws IOException, InterruptedException {
    post("/" + generation + "/rollback", "{}");
  }

  private JsonNode await(int generation, Predicate<JsonNode> condition)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    JsonNode now = get(generation);
    while (!condition.test(now)) {
      if (System.nanoTime() > end) {
        throw new IOException("it does not come: " + now);
      }
      TimeUnit.MILLISECONDS.sleep(200);
      now = get(generation);
    }
    return now;
  }

  private JsonNode get(int generation) throws IOException, InterruptedException {
    return send(request("/" + generation).GET());
  }

  private JsonNode post(String path, String body) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + PATH + path))
        .header("Authorization", "Bearer " + token)
        .timeout(Duration.ofSeconds(30));
  }

  private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(answer.statusCode() + " " + answer.body());
    }
    return JsonMapper.shared().readTree(answer.body());
  }

  @Override
  public void close() {
    http.close();
  }
}
