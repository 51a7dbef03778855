package io.tidemark.benchmarks.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rebuild under load, by the HTTP API, whose projectors are killed while it fills and at its
 * switch. It ends with the new generation serving.
 */
final class RebuildKills {

  private static final String GENERATIONS = "/api/v1/system/generations";
  private static final Pattern NUMBER = Pattern.compile("\"generation\"\\s*:\\s*(\\d+)");
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final Rig rig;
  private final String token;
  private final HttpClient http = HttpClient.newHttpClient();

  private RebuildKills(Rig rig) {
    this.rig = rig;
    token = rig.issuer().token("faults", "system.admin");
  }

  static Fault of(Random random) {
    int filling = 200 + random.nextInt(2_000);
    int switching = random.nextInt(60);
    return new Fault(
        Kind.REBUILD,
        "kill -9 both projectors %d ms into a rebuild, and %d ms into its switch"
            .formatted(filling, switching),
        Duration.ZERO,
        rig -> new RebuildKills(rig).run(filling, switching),
        Fault.NOTHING);
  }

  private void run(int filling, int switching) throws Exception {
    int generation =
        await(
            "a rebuild begins",
            () -> {
              Matcher number = NUMBER.matcher(post("", "{\"reason\": \"faults\"}").get().body());
              return number.find() ? Integer.parseInt(number.group(1)) : null;
            });
    killAll(filling);
    await("it has caught up", () -> state(generation).equals("following") ? true : null);
    await(
        "it is compared",
        () -> {
          if (differences(generation).isEmpty()) {
            post("/" + generation + "/verify", "{}").get();
            TimeUnit.SECONDS.sleep(1);
          }
          return differences(generation).isEmpty() ? null : true;
        });
    if (!differences(generation).equals("0")) {
      throw new IOException(differences(generation) + " cells differ from those that serve");
    }
    CompletableFuture<HttpResponse<String>> asked = post("/" + generation + "/switch", "{}");
    killAll(switching);
    System.out.println(
        "  the switch was answered with "
            + asked.handle((answer, _) -> answer == null ? "nothing" : answer.statusCode()).get());
    await(
        "it serves",
        () -> {
          if (!state(generation).equals("serving")) {
            post("/" + generation + "/switch", "{}").get();
          }
          return state(generation).equals("serving") ? true : null;
        });
  }

  private static <T> T await(String what, Patience.Attempt<T> attempt) throws Exception {
    return new Patience<>(what, attempt).await(PATIENCE);
  }

  private void killAll(int afterMillis) throws Exception {
    TimeUnit.MILLISECONDS.sleep(afterMillis);
    for (Role projector : Role.PROJECTORS) {
      rig.service(projector).kill();
    }
    for (Role projector : Role.PROJECTORS) {
      rig.service(projector).start();
    }
    for (Role projector : Role.PROJECTORS) {
      rig.service(projector).awaitHealthy();
    }
  }

  private CompletableFuture<HttpResponse<String>> post(String path, String body) {
    return http.sendAsync(
        HttpRequest.newBuilder(URI.create(rig.service(Role.QUERIES).url() + GENERATIONS + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(30))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private String state(int generation) throws SQLException {
    return of(generation, "state");
  }

  /** How many there were; empty before it was compared. */
  private String differences(int generation) throws SQLException {
    return of(generation, "case when verified_at is null then '' else differences::text end");
  }

  private String of(int generation, String what) throws SQLException {
    try (Connection connection = rig.connect()) {
      return Judge.text(
          connection,
          "select " + what + " from tidemark.generation where generation = " + generation);
    }
  }
}
