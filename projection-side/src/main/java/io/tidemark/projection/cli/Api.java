package io.tidemark.projection.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.StringJoiner;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The HTTP API of the Tidemark that is meant. What it answers other than 2xx ends the command: with
 * a sentence for whoever ran it, and the exit code for it.
 */
final class Api implements AutoCloseable {

  /** Money is never a binary fraction, nor does it lose its trailing zeros. */
  static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  // longer than the API itself waits for anything
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final InstanceOptions instance;
  private final String url;
  private final String permission;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  private Api(InstanceOptions instance, String url, String permission) {
    this.instance = instance;
    this.url = url;
    this.permission = permission;
  }

  static Api connect(InstanceOptions instance, String url, String permission) throws CommandFailed {
    URI uri = InstanceOptions.uri(url, "");
    int port = uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
    instance.requireAnswer("Tidemark", uri.getHost(), port);
    return new Api(instance, url, permission);
  }

  /** What is there: {@code path} begins with a slash, and may have a query. */
  JsonNode get(String path) throws CommandFailed, IOException, InterruptedException {
    return ask("GET", path, BodyPublishers.noBody());
  }

  /** Has something done, and returns what became of it. */
  JsonNode post(String path, JsonNode body)
      throws CommandFailed, IOException, InterruptedException {
    return ask("POST", path, BodyPublishers.ofString(body.toString()));
  }

  /** A value as a query parameter has it. */
  static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private JsonNode ask(String method, String path, BodyPublisher body)
      throws CommandFailed, IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(InstanceOptions.uri(url, path))
            .timeout(TIMEOUT)
            // signed for each call: a command may watch for longer than one is good for
            .header("Authorization", "Bearer " + instance.token(permission))
            .header("Accept", "application/json")
            .method(method, body);
    if (method.equals("POST")) {
      request.header("Content-Type", "application/json");
    }
    HttpResponse<String> response;
    try {
      response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw CommandFailed.unavailable(
          "Tidemark at "
              + url
              + " does not answer ("
              + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage())
              + "). Is it being restarted? Look before repeating a change.");
    }
    return answer(response);
  }

  private JsonNode answer(HttpResponse<String> response) throws CommandFailed {
    int status = response.statusCode();
    if (status >= 200 && status < 300) {
      try {
        return JSON.readTree(response.body());
      } catch (JacksonException e) {
        throw CommandFailed.unavailable(
            "What answers at " + url + " is not Tidemark: " + e.getOriginalMessage());
      }
    }
    String problem = problem(response.body());
    throw switch (status) {
      case 400, 422 -> CommandFailed.usage(problem);
      case 401 ->
          CommandFailed.refused(
              "Tidemark at "
                  + url
                  + " does not accept the token: does TIDEMARK_HOME name that instance's folder? Otherwise set TIDEMARK_TOKEN.");
      case 403 ->
          CommandFailed.refused("The token does not have the permission " + permission + ".");
      case 404, 409, 412, 413, 415, 429 -> CommandFailed.refused(problem);
      default ->
          CommandFailed.unavailable("Tidemark at " + url + " answered " + status + ": " + problem);
    };
  }

  /** What a problem says, with the inputs that are wrong; or whatever else the body is. */
  private static String problem(String body) {
    JsonNode problem;
    try {
      problem = JSON.readTree(body);
    } catch (JacksonException _) {
      return body; // from a proxy, for example
    }
    if (!problem.path("detail").isString()) {
      return body;
    }
    StringJoiner text = new StringJoiner("\n  ");
    text.add(problem.path("detail").asString());
    for (JsonNode error : problem.path("errors")) {
      JsonNode given = error.path("value");
      text.add(
          error.path("parameter").asString("")
              + (given.isString() ? " '" + given.asString() + "'" : "")
              + ": must be "
              + error.path("allowed").asString(""));
    }
    return text.toString();
  }

  @Override
  public void close() {
    http.close();
  }
}
