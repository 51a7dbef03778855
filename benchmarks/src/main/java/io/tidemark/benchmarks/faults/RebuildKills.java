package io.tidemark.benchmarks.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rebuild under load, by the HTTP API. While it fills both projectors, PostgreSQL and the broker
 * are killed, one after the other, and one of them again at its switch. It ends with the new
 * generation serving.
 */
final class RebuildKills {

  private static final String GENERATIONS = "/api/v1/system/generations";
  private static final Pattern NUMBER = Pattern.compile("\"generation\"\\s*:\\s*(\\d+)");
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  /** Seconds that filling takes at least: so many that there is something left at the last kill. */
  private static final int FILLING = 40;

  /** What is killed, and how long after the one before. */
  private record Kill(int afterMillis, Fault fault) {

    void on(Rig rig) throws Exception {
      TimeUnit.MILLISECONDS.sleep(afterMillis);
      fault.begin().on(rig);
      TimeUnit.MILLISECONDS.sleep(fault.hold().toMillis());
      fault.end().on(rig);
    }

    @Override
    public String toString() {
      return "%s after %d ms".formatted(fault, afterMillis);
    }
  }

  private final Rig rig;
  private final String token;
  private final HttpClient http = HttpClient.newHttpClient();

  private RebuildKills(Rig rig) {
    this.rig = rig;
    token = rig.issuer().token("faults", "system.admin");
  }

  static Fault of(Random random) {
    List<Fault> faults = new ArrayList<>(List.of(projectors(), postgres(random), broker(random)));
    Collections.shuffle(faults, random);
    List<Kill> filling =
        faults.stream().map(fault -> new Kill(200 + random.nextInt(1_500), fault)).toList();
    Kill switching = new Kill(random.nextInt(60), faults.get(random.nextInt(faults.size())));
    return new Fault(
        Kind.REBUILD,
        "a rebuild with %s, and at its switch %s".formatted(filling, switching),
        Duration.ZERO,
        rig -> new RebuildKills(rig).run(filling, switching),
        Fault.NOTHING);
  }

  private static Fault projectors() {
    return new Fault(
        Kind.KILL_PROJECTOR,
        "kill -9 both projectors",
        Duration.ZERO,
        rig -> {
          for (Role projector : Role.PROJECTORS) {
            rig.service(projector).kill();
          }
        },
        rig -> {
          for (Role projector : Role.PROJECTORS) {
            rig.service(projector).start();
          }
          for (Role projector : Role.PROJECTORS) {
            rig.service(projector).awaitHealthy();
          }
        });
  }

  private static Fault postgres(Random random) {
    return Kills.postgres(Duration.ofMillis(200 + random.nextInt(1_000)));
  }

  private static Fault broker(Random random) {
    return Kills.broker(Duration.ofMillis(200 + random.nextInt(1_000)));
  }

  private void run(List<Kill> filling, Kill switching) throws Exception {
    giveUpOlder();
    long rate = Math.max(1_000, folded() / FILLING);
    String start = "{\"reason\": \"faults\", \"rate\": %d}".formatted(rate);
    int generation =
        await(
            "a rebuild begins",
            () -> {
              Matcher number = NUMBER.matcher(post("", start).get().body());
              return number.find() ? Integer.parseInt(number.group(1)) : null;
            });
    for (Kill kill : filling) {
      kill.on(rig);
    }
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
    switching.on(rig);
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

  /** Of those that stand by only the last one is kept: there is no room for more. */
  private void giveUpOlder() throws Exception {
    String older =
        """
        select coalesce(min(generation)::text, '') from tidemark.generation
        where state = 'standby' and generation <
          (select max(generation) from tidemark.generation where state = 'standby')
        """;
    await(
        "an older generation is given up",
        () -> {
          String number;
          try (Connection connection = rig.connect()) {
            number = Judge.text(connection, older);
          }
          if (number.isEmpty()) {
            return true;
          }
          post("/" + number + "/cancel", "{}").get();
          return null;
        });
  }

  private static <T> T await(String what, Patience.Attempt<T> attempt) throws Exception {
    return new Patience<>(what, attempt).await(PATIENCE);
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

  /** How many events the serving generation has folded. */
  private long folded() throws SQLException {
    try (Connection connection = rig.connect()) {
      return Long.parseLong(
          Judge.text(
              connection,
              """
              select coalesce(sum(next_offset), 0)::text
              from tidemark.position join tidemark.generation using (generation)
              where state = 'serving'
              """));
    }
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
