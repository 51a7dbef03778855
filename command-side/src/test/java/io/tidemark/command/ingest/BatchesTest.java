package io.tidemark.command.ingest;

import static io.tidemark.command.ingest.Upstream.created;
import static io.tidemark.command.ingest.Upstream.event;
import static io.tidemark.command.ingest.Upstream.marks;
import static io.tidemark.command.ingest.Upstream.problem;
import static io.tidemark.command.ingest.Upstream.record;
import static io.tidemark.command.ingest.Upstream.records;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.command.CommandServer;
import io.tidemark.events.EventType;
import io.tidemark.events.EventTypes;
import io.tidemark.events.InvalidEvent;
import io.tidemark.testkit.TestServer;
import io.tidemark.web.Tidemark.Mark.Logged;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Many events a request. */
class BatchesTest {

  private static final CommandServer server = CommandServer.shared();
  private static final Upstream upstream = Upstream.of(server);

  private final String id = UUID.randomUUID().toString();

  private static List<String> statuses(HttpResponse<String> response) {
    List<String> statuses = new ArrayList<>();
    TestServer.parse(response.body())
        .get("events")
        .forEach(event -> statuses.add(event.get("status").asString()));
    return statuses;
  }

  @Test
  void a_batch_whose_events_are_all_taken_in_is_accepted() {
    HttpResponse<String> response =
        upstream.batch(created(id, "{\"amount\":1}"), created("2" + id, "{\"amount\":2}"));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    assertThat(statuses(response)).containsExactly("accepted", "accepted");
    assertThat(records("tidemark.bookings", "2" + id)).hasSize(1);
    HttpResponse<String> again = upstream.batch(created(id, "{\"amount\":1}"));
    assertThat(again.statusCode()).isEqualTo(202);
    assertThat(statuses(again)).containsExactly("duplicate");
  }

  @Test
  void the_good_events_of_a_mixed_batch_are_published_and_of_each_is_told_what_became_of_it() {
    upstream.structured(created("c" + id, "{\"amount\":1}"));
    HttpResponse<String> response =
        upstream.batch(
            created(id, "{\"amount\":1}"),
            created("i" + id, "{\"amount\":\"much\"}"),
            created("c" + id, "{\"amount\":2}"),
            event("f" + id, "/elsewhere", "booking.created", "{\"amount\":1}"),
            created(id, "{\"amount\":1}"),
            created(id, "{\"amount\":3}"),
            "17",
            created("d" + id, "{\"amount\":1,\"amount\":2}"));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(207);
    assertThat(statuses(response))
        .containsExactly(
            "accepted",
            "invalid",
            "conflict",
            "forbidden",
            "duplicate",
            "conflict",
            "invalid",
            "invalid");
    JsonNode body = TestServer.parse(response.body());
    assertThat(body.get("accepted").asInt()).isEqualTo(1);
    assertThat(body.get("duplicates").asInt()).isEqualTo(1);
    assertThat(body.get("rejected").asInt()).isEqualTo(6);
    JsonNode invalid = body.get("events").get(1);
    assertThat(invalid.get("index").asInt()).isEqualTo(1);
    assertThat(invalid.get("id").asString()).isEqualTo("i" + id);
    assertThat(invalid.get("source").asString()).isEqualTo(Upstream.SOURCE);
    assertThat(Upstream.parameter(invalid.get("problem"))).isEqualTo("amount");
    assertThat(records("tidemark.bookings", id)).hasSize(1);
    assertThat(marks(response)).hasSize(1);
  }

  @Test
  void a_batch_with_nothing_acceptable_is_refused_event_by_event() {
    HttpResponse<String> response = upstream.batch(created(id, "{}"), "{}");
    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(statuses(response)).containsExactly("invalid", "invalid");
    assertThat(response.headers().firstValue("Tidemark")).isEmpty();
  }

  @Test
  void an_empty_batch_is_accepted() {
    assertThat(upstream.batch().statusCode()).isEqualTo(202);
  }

  @Test
  void what_is_no_batch_is_refused_as_a_whole() {
    problem(upstream.post(Upstream.BATCH, "{}".getBytes(UTF_8)), 400, "malformed-content");
    problem(
        upstream.post(Upstream.BATCH, ("[" + created(id, "{\"amount\":1}") + ",").getBytes(UTF_8)),
        400,
        "malformed-content");
    problem(upstream.post(Upstream.BATCH, "[] []".getBytes(UTF_8)), 400, "malformed-content");
    assertThat(records("tidemark.bookings", id)).isEmpty();
  }

  @Test
  void a_batch_has_a_thousand_events_at_most() {
    String[] events =
        IntStream.range(0, 1_001)
            .mapToObj(i -> created(i + "-" + id, "{\"amount\":1}"))
            .toArray(String[]::new);
    problem(upstream.batch(events), 413, "content-too-large");
    String[] fewer = Arrays.copyOf(events, 1_000);
    HttpResponse<String> response = upstream.batch(fewer);
    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(marks(response)).as("the greatest of each partition").hasSizeLessThanOrEqualTo(12);
  }

  static List<EventType> types() {
    return EventTypes.all();
  }

  @ParameterizedTest
  @MethodSource("types")
  void a_frozen_sample_comes_out_of_the_log_as_it_was_meant(EventType type)
      throws IOException, InvalidEvent {
    Path samples = Path.of("../events/src/test/resources/samples", type.fact());
    String event =
        Files.readString(samples.resolve("1.cloudevent.json"))
            .replaceFirst("\"source\" : \"[^\"]+\"", "\"source\" : \"/desk/" + id + "\"");
    HttpResponse<String> response = upstream.structured(event);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    ConsumerRecord<byte[], byte[]> record = record(marks(response).getFirst());
    assertThat(record.topic()).isEqualTo(type.topic());
    JsonNode given = TestServer.parse(event);
    var received = Upstream.decoded(record);
    assertThat(received.envelope().type()).isEqualTo(type.name());
    assertThat(received.envelope().sequence()).isEqualTo(given.get("sequence").asLong());
    assertThat(received.envelope().traceparent()).isEqualTo(given.get("traceparent").asString());
    assertThat(received.envelope().dataschema()).isEqualTo(given.get("dataschema").asString());
    assertThat(received.event())
        .isEqualTo(type.decode(Files.readAllBytes(samples.resolve("1.full.json")), "EUR"));
  }

  @Test
  void of_two_requests_with_the_same_events_at_once_one_publishes_them() throws Exception {
    String[] events =
        IntStream.range(0, 200)
            .mapToObj(i -> created(i + "-" + id, "{\"amount\":1}"))
            .toArray(String[]::new);
    String[] backwards =
        IntStream.range(0, 200).mapToObj(i -> events[199 - i]).toArray(String[]::new);
    List<Callable<HttpResponse<String>>> requests = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String[] batch = i % 2 == 0 ? events : backwards;
      requests.add(() -> upstream.batch(batch));
    }
    List<String> all = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<HttpResponse<String>> response : executor.invokeAll(requests)) {
        assertThat(response.get().statusCode()).as(response.get().body()).isEqualTo(202);
        all.addAll(statuses(response.get()));
      }
    }
    assertThat(all.stream().filter("accepted"::equals)).hasSize(200);
    assertThat(records("tidemark.bookings", "7-" + id)).hasSize(1);
  }

  @Test
  void many_partitions_take_several_tokens() {
    List<Logged> marks = IntStream.range(0, 100).mapToObj(i -> new Logged("t", i, 5)).toList();
    assertThat(Marks.tokens(marks)).hasSize(2);
  }
}
