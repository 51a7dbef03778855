package io.tidemark.command.ingest;

import static io.tidemark.command.ingest.Upstream.created;
import static io.tidemark.command.ingest.Upstream.event;
import static io.tidemark.command.ingest.Upstream.header;
import static io.tidemark.command.ingest.Upstream.marks;
import static io.tidemark.command.ingest.Upstream.parameter;
import static io.tidemark.command.ingest.Upstream.problem;
import static io.tidemark.command.ingest.Upstream.record;
import static io.tidemark.command.ingest.Upstream.records;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.command.CommandServer;
import io.tidemark.testkit.TestServer;
import io.tidemark.testkit.TestTokens;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** One event a request, in binary and in structured mode. */
class SingleEventsTest {

  private static final CommandServer server = CommandServer.shared();
  private static final Upstream upstream = Upstream.of(server);

  private final String id = UUID.randomUUID().toString();

  private String[] headers(String... more) {
    String[] own = {
      "ce-specversion", "1.0",
      "ce-id", id,
      "ce-source", Upstream.SOURCE,
      "ce-type", "io.tidemark.booking.created",
      "ce-subject", "b-1",
      "ce-time", "2026-11-20T10:00:00Z"
    };
    String[] all = new String[own.length + more.length];
    System.arraycopy(own, 0, all, 0, own.length);
    System.arraycopy(more, 0, all, own.length, more.length);
    return all;
  }

  private HttpResponse<String> binary(String... more) {
    return upstream.post("application/json", "{\"amount\":12.50}".getBytes(UTF_8), headers(more));
  }

  @Test
  void an_event_in_binary_mode_is_in_the_log_when_it_is_answered() {
    HttpResponse<String> response = binary("ce-sequence", "7", "ce-traceparent", "00-a-b-01");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    assertThat(TestServer.parse(response.body()).get("status").asString()).isEqualTo("accepted");
    ConsumerRecord<byte[], byte[]> record = record(marks(response).getFirst());
    assertThat(record.topic()).isEqualTo("tidemark.bookings");
    assertThat(record.key()).isEqualTo("b-1".getBytes(UTF_8));
    assertThat(record.value()).isEqualTo("{\"amount\":12.50}".getBytes(UTF_8));
    assertThat(header(record, "ce_id")).isEqualTo(id);
    assertThat(header(record, "ce_sequence")).isEqualTo("7");
    assertThat(header(record, "ce_traceparent")).isEqualTo("00-a-b-01");
    assertThat(header(record, "content-type")).isEqualTo("application/json");
  }

  @Test
  void an_event_in_structured_mode_goes_into_the_log_in_binary_mode() {
    HttpResponse<String> response = upstream.structured(created(id, "{\"amount\":\"12.5\"}"));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    ConsumerRecord<byte[], byte[]> record = record(marks(response).getFirst());
    assertThat(header(record, "content-type")).isEqualTo("application/json");
    assertThat(record.value()).isEqualTo("{\"amount\":12.5}".getBytes(UTF_8));
    assertThat(header(record, "ce_traceparent")).as("the request's trace").hasSize(55);
  }

  @Test
  void headers_are_percent_decoded_once_and_unquoted() {
    HttpResponse<String> response =
        upstream.post(
            null,
            "{\"amount\":1}".getBytes(UTF_8),
            "ce-specversion",
            "1.0",
            "ce-id",
            "%C3%A9%2525-" + id,
            "ce-source",
            "\"/desk/berlin\"",
            "ce-type",
            "io.tidemark.booking.created",
            "ce-subject",
            "K%C3%B6ln",
            "ce-time",
            "2026-11-20T10:00:00Z");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    ConsumerRecord<byte[], byte[]> record = record(marks(response).getFirst());
    assertThat(record.key()).isEqualTo("Köln".getBytes(UTF_8));
    assertThat(header(record, "ce_id")).isEqualTo("é%25-" + id);
    assertThat(header(record, "ce_source")).isEqualTo("/desk/berlin");
  }

  @Test
  void headers_that_cannot_be_decoded_or_come_twice_are_named() {
    String[] broken = headers();
    broken[3] = "50%zz";
    HttpResponse<String> response =
        upstream.post("application/json", "{\"amount\":1}".getBytes(UTF_8), broken);
    assertThat(parameter(problem(response, 422, "invalid-envelope"))).isEqualTo("id");
    assertThat(parameter(problem(binary("ce-id", "another"), 422, "invalid-envelope")))
        .isEqualTo("id");
    broken[3] = "%C3";
    response = upstream.post("application/json", "{\"amount\":1}".getBytes(UTF_8), broken);
    assertThat(parameter(problem(response, 422, "invalid-envelope"))).isEqualTo("id");
  }

  @Test
  void the_position_in_an_event_store_is_not_taken_from_outside() {
    HttpResponse<String> response = binary("ce-position", "99999999");
    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(header(record(marks(response).getFirst()), "ce_position")).isEmpty();
    response =
        upstream.structured(
            created("s" + id, "{\"amount\":1}").replace("\"data\"", "\"position\":\"9\",\"data\""));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    assertThat(header(record(marks(response).getFirst()), "ce_position")).isEmpty();
  }

  @Test
  void what_is_wrong_with_an_event_is_named() {
    assertThat(parameter(problem(upstream.structured(created(id, "{}")), 422, "invalid-payload")))
        .isEqualTo("amount");
    assertThat(
            parameter(
                problem(
                    upstream.structured(created(id, "{\"amount\":1,\"currency\":\"USD\"}")),
                    422,
                    "wrong-currency")))
        .isEqualTo("currency");
    assertThat(
            parameter(
                problem(
                    upstream.structured(event(id, "/desk/1", "booking.eaten", "{}")),
                    422,
                    "unknown-type")))
        .isEqualTo("type");
    String none = created(id, "{\"amount\":1}");
    assertThat(
            parameter(
                problem(
                    upstream.structured(none.replace("\"subject\"", "\"sub\"")),
                    422,
                    "invalid-envelope")))
        .isEqualTo("subject");
    assertThat(parameter(problem(binary("ce-sequence", "0"), 422, "invalid-envelope")))
        .isEqualTo("sequence");
  }

  @Test
  void an_event_too_far_ahead_of_the_clock_is_refused() {
    String ahead = Instant.now().plusSeconds(86_500).toString();
    String event = created(id, "{\"amount\":1}").replace("2026-11-20T10:00:00Z", ahead);
    assertThat(parameter(problem(upstream.structured(event), 422, "time-ahead"))).isEqualTo("time");
  }

  @Test
  void the_same_event_again_is_a_duplicate_with_the_same_token_and_published_once() {
    HttpResponse<String> first = upstream.structured(created(id, "{\"amount\":1.5}"));
    HttpResponse<String> again =
        upstream.structured(created(id, "{ \"note\": \"new\", \"amount\": \"1.5\" }"));
    assertThat(again.statusCode()).isEqualTo(202);
    assertThat(TestServer.parse(again.body()).get("status").asString()).isEqualTo("duplicate");
    assertThat(again.headers().firstValue("Tidemark"))
        .isEqualTo(first.headers().firstValue("Tidemark"));
    assertThat(records("tidemark.bookings", id)).hasSize(1);
  }

  @Test
  void another_event_of_the_same_source_and_id_is_a_conflict() {
    upstream.structured(created(id, "{\"amount\":1}"));
    HttpResponse<String> other = upstream.structured(created(id, "{\"amount\":2}"));
    assertThat(parameter(problem(other, 409, "event-id-reused"))).isEqualTo("id");
    assertThat(records("tidemark.bookings", id)).hasSize(1);
    assertThat(
            upstream
                .structured(event(id, "/desk/2", "booking.created", "{\"amount\":2}"))
                .statusCode())
        .as("of another source")
        .isEqualTo(202);
  }

  @Test
  void a_source_that_the_token_does_not_name_is_forbidden() {
    String event = event(id, "/other", "booking.created", "{\"amount\":1}");
    assertThat(parameter(problem(upstream.structured(event), 403, "forbidden")))
        .isEqualTo("source");
    Upstream exact = Upstream.of(server, "/other", "/desk");
    assertThat(exact.structured(event).statusCode()).isEqualTo(202);
    assertThat(exact.structured(created(id, "{\"amount\":1}")).statusCode()).isEqualTo(403);
    HttpResponse<String> nameless =
        server.send(
            Upstream.PATH,
            request ->
                request
                    .POST(BodyPublishers.ofString(event))
                    .header("Content-Type", Upstream.STRUCTURED)
                    .header("Authorization", "Bearer " + TestTokens.withScope("events.write")));
    assertThat(parameter(problem(nameless, 403, "forbidden"))).isEqualTo("source");
  }

  @Test
  void events_of_the_command_side_come_from_its_commands_alone() {
    String event = event(id, "/tidemark/command-side", "booking.created", "{\"amount\":1}");
    HttpResponse<String> response = Upstream.of(server, "*").structured(event);
    assertThat(parameter(problem(response, 403, "forbidden"))).isEqualTo("source");
  }

  @Test
  void events_are_counted_by_what_became_of_them() {
    upstream.structured(created(id, "{\"amount\":1}"));
    double accepted = counted("accepted");
    double duplicate = counted("duplicate");
    double invalid = counted("invalid");
    upstream.structured(created(id, "{\"amount\":1}"));
    upstream.structured(created(id, "{}"));
    upstream.structured(created("n" + id, "{\"amount\":1}"));
    assertThat(counted("accepted")).isEqualTo(accepted + 1);
    assertThat(counted("duplicate")).isEqualTo(duplicate + 1);
    assertThat(counted("invalid")).isEqualTo(invalid + 1);
  }

  private static double counted(String result) {
    return server
        .bean(MeterRegistry.class)
        .get("tidemark.ingest.events")
        .tag("result", result)
        .counter()
        .count();
  }
}
