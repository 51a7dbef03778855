package io.tidemark.projection.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Command(
    name = "lag",
    description = {
      "Says how many events wait to be folded in, per topic.",
      "Ends with 1 if some still wait after --wait."
    })
final class LagCommand implements Callable<Integer> {

  private static final JsonMapper JSON = JsonMapper.shared();
  // the end of the log is looked at once a second: only what holds for longer than that is so
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(1_500);

  @Mixin private final InstanceOptions instance;
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "The HTTP API (TIDEMARK_URL; default: that of the standalone instance, else http://localhost:8080). "
              + "The token for it is TIDEMARK_TOKEN, else one signed by the standalone instance's key.")
  private @Nullable String url;

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      description = "Waits until nothing is left to fold in, at most that long, e.g. PT1M.")
  private @Nullable Duration wait;

  @Option(names = "--json", description = "Prints the answer as JSON.")
  private boolean json;

  LagCommand(InstanceOptions instance) {
    this.instance = instance;
  }

  @Override
  public Integer call() throws CommandFailed, IOException, InterruptedException {
    URI uri = InstanceOptions.uri(instance.url(url), "/api/v1/system/projections");
    int port = uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
    instance.requireAnswer("Tidemark", uri.getHost(), port);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(10))
            .header("Authorization", "Bearer " + instance.token("system.read"))
            .header("Accept", "application/json")
            .build();
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()) {
      JsonNode answer = settled(http, request);
      print(answer);
      boolean waited = wait != null && answer.path("lag").asLong(0) > 0;
      return waited ? ExitCode.WITH_FINDINGS : ExitCode.DONE;
    }
  }

  /** The answer now or, with --wait, the first after which nothing waits any more. */
  private JsonNode settled(HttpClient http, HttpRequest request)
      throws CommandFailed, IOException, InterruptedException {
    JsonNode answer = ask(http, request);
    if (wait == null) {
      return answer;
    }
    Instant end = instance.clock().instant().plus(wait);
    boolean before = false;
    while (instance.clock().instant().isBefore(end)) {
      boolean caughtUp = answer.path("lag").asLong(0) == 0;
      if (caughtUp && before) {
        return answer;
      }
      before = caughtUp;
      Thread.sleep(BETWEEN_LOOKS);
      answer = ask(http, request);
    }
    return answer;
  }

  private static JsonNode ask(HttpClient http, HttpRequest request)
      throws CommandFailed, IOException, InterruptedException {
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    String where = request.uri().toString();
    switch (response.statusCode()) {
      case 200 -> {
        try {
          return JSON.readTree(response.body());
        } catch (JacksonException e) {
          throw CommandFailed.unavailable(
              "What answers at " + where + " is not Tidemark: " + e.getOriginalMessage());
        }
      }
      case 401 ->
          throw CommandFailed.refused(
              "Tidemark at "
                  + where
                  + " does not accept the token: does TIDEMARK_HOME name that instance's folder? Otherwise set TIDEMARK_TOKEN.");
      case 403 ->
          throw CommandFailed.refused("The token does not have the permission system.read.");
      default ->
          throw CommandFailed.unavailable(
              "Tidemark at "
                  + where
                  + " answered "
                  + response.statusCode()
                  + ": "
                  + response.body());
    }
  }

  private void print(JsonNode answer) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(answer);
      return;
    }
    out.printf(
        Locale.ROOT,
        "%,d events wait, as of %s.%n",
        answer.path("lag").asLong(0),
        answer.path("asOf").asString("the beginning"));
    Map<String, Long> topics = new TreeMap<>();
    for (JsonNode partition : answer.path("partitions")) {
      topics.merge(
          partition.path("topic").asString("?"), partition.path("lag").asLong(0), Long::sum);
    }
    topics.forEach((topic, lag) -> out.printf(Locale.ROOT, "  %-28s %,12d%n", topic, lag));
    long deadLetters = answer.path("deadLetters").asLong(0);
    if (deadLetters > 0) {
      out.printf(
          Locale.ROOT, "%,d records could not be folded in: they are dead letters.%n", deadLetters);
    }
  }
}
