package io.tidemark.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidemark.events.CloudEventEncoder;
import io.tidemark.events.Envelope;
import io.tidemark.events.EventTypes;
import io.tidemark.events.booking.BookingEvent;
import io.tidemark.projection.imports.KafkaSink;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The real program from outside: events in by Kafka, figures out by HTTP. */
final class StandaloneTest {

  private static final String METRICS = "/api/v1/ops/dashboard/metrics";
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void events_become_figures_which_outlive_a_restart() throws Exception {
    Path home = folder.resolve("home");
    try (var tidemark = TidemarkProcess.start(home, false).awaitReady()) {
      publish(
          tidemark,
          "b1",
          new BookingEvent.Created(new BigDecimal("120.50"), null, null, null, null, null, null));
      publish(
          tidemark,
          "b2",
          new BookingEvent.Created(new BigDecimal("80"), null, null, null, null, null, null));
      publish(tidemark, "b2", new BookingEvent.Confirmed());
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> {
                JsonNode metrics = metrics(tidemark);
                assertThat(metrics.at("/bookings/by_status/pending").asInt()).isEqualTo(1);
                assertThat(metrics.at("/bookings/by_status/confirmed").asInt()).isEqualTo(1);
                assertThat(metrics.at("/revenue/total").decimalValue())
                    .isEqualByComparingTo("80.00");
              });
      assertThat(tidemark.stop()).isEqualTo(143); // what SIGTERM gives
      assertThat(tidemark.errors()).isEmpty();
    }
    assertThat(home.resolve("instance.properties")).doesNotExist();
    assertThat(home.resolve("postgres/data/postmaster.pid")).doesNotExist();

    try (var tidemark = TidemarkProcess.start(home, true).awaitReady()) {
      JsonNode metrics = metrics(tidemark);
      assertThat(metrics.at("/bookings/total").asInt())
          .as("without the demo, which a first start left out")
          .isEqualTo(2);
    }
  }

  @Test
  void a_first_start_ends_with_curl_lines_that_work_on_the_demo() throws Exception {
    Path resources = SmallDemo.write(folder.resolve("resources"), 2000);
    var environment = Map.of("TIDEMARK_PORT", "" + TidemarkProcess.freePort());
    try (var tidemark =
        TidemarkProcess.start(folder.resolve("home"), environment, resources).awaitReady()) {
      await()
          .until(() -> tidemark.output().stream().anyMatch(line -> line.contains("Providers  ")));
      String tryIt =
          tidemark.output().stream()
              .filter(line -> line.contains("Try it"))
              .findFirst()
              .orElseThrow();
      var curl = Pattern.compile("curl -H '(.*): (.*)' (http\\S+)").matcher(tryIt);
      assertThat(curl.find()).isTrue();
      var answer =
          http.send(
              HttpRequest.newBuilder(URI.create(curl.group(3)))
                  .header(curl.group(1), curl.group(2))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(JSON.readTree(answer.body()).at("/bookings/total").asInt()).isEqualTo(2000);

      var api = new Client(tidemark);
      Matcher calls =
          shown(tidemark, "token --scope (\\S+) --subject ([^ )]+)\\)\" http://[^/]+(\\S+)");
      JsonNode overview = api.get(calls.group(3), calls.group(2), calls.group(1));
      assertThat(overview.at("/conversations/total").asInt()).isPositive();
      assertThat(overview.at("/credits/remaining").decimalValue()).isPositive();
      Matcher providers = shown(tidemark, "token --scope ([^ )]+)\\)\" http://[^/]+(\\S+)");
      JsonNode performance = api.get(providers.group(2), "tester", providers.group(1));
      assertThat(performance.at("/series")).isNotEmpty();

      assertThat(get(tidemark.url() + "/v3/api-docs").statusCode()).isEqualTo(200);
      assertThat(get(tidemark.url() + "/swagger-ui.html").statusCode()).isIn(200, 302);
      assertThat(get(tidemark.url() + "/.well-known/jwks.json").body())
          .contains("\"kid\":")
          .doesNotContain("\"d\":");
      assertThat(get(tidemark.url() + METRICS).statusCode()).isEqualTo(401);
      assertThat(
              Files.getPosixFilePermissions(tidemark.home().folder().resolve("signing-key.json")))
          .hasSize(2);
    }
  }

  @Test
  void an_instance_with_the_demo_of_an_older_release_gets_what_is_new() throws Exception {
    Path resources = SmallDemo.write(folder.resolve("resources"), 2000);
    Path home = Files.createDirectories(folder.resolve("home"));
    Files.writeString(
        home.resolve("demo.properties"),
        """
        wanted=true
        reference=%s
        hotel_bookings=1
        incident_event_log=1
        """
            .formatted(Instant.now().minus(Duration.ofDays(3)).truncatedTo(ChronoUnit.SECONDS)));
    var environment = Map.of("TIDEMARK_PORT", "" + TidemarkProcess.freePort());
    try (var tidemark = TidemarkProcess.start(home, environment, resources).awaitReady()) {
      assertThat(metrics(tidemark).at("/bookings/total").asInt()).isZero();
      var api = new Client(tidemark);
      JsonNode overview = api.get("/api/dashboard/overview", Demo.ACCOUNT, "calls.read");
      assertThat(overview.at("/conversations/total").asInt()).isPositive();
      JsonNode providers = api.get("/api/providers", "tester", "providers.read");
      assertThat(providers.at("/providers")).isNotEmpty();
    }
  }

  private static Matcher shown(TidemarkProcess tidemark, String line) {
    Pattern pattern = Pattern.compile(line);
    return tidemark.output().stream()
        .map(pattern::matcher)
        .filter(Matcher::find)
        .findFirst()
        .orElseThrow();
  }

  private HttpResponse<String> get(String url) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode metrics(TidemarkProcess tidemark) throws Exception {
    String token =
        tidemark
            .home()
            .signingKey()
            .token("tester", "ops.admin", Duration.ofMinutes(5), Instant.now());
    var answer =
        http.send(
            HttpRequest.newBuilder(URI.create(tidemark.url() + METRICS))
                .header("Authorization", "Bearer " + token)
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static void publish(TidemarkProcess tidemark, String booking, BookingEvent event)
      throws Exception {
    var type = EventTypes.of(event);
    var envelope =
        new Envelope(
            UUID.randomUUID().toString(),
            "/tests",
            type.name(),
            booking,
            Instant.now(),
            0,
            null,
            null);
    try (KafkaSink sink = KafkaSink.connect(tidemark.instance().kafkaBootstrap(), Map.of())) {
      sink.publish(type.topic(), CloudEventEncoder.encode(envelope, event));
      sink.flush();
    }
  }
}
