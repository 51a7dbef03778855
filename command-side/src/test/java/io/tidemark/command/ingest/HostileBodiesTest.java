package io.tidemark.command.ingest;

import static io.tidemark.command.ingest.Upstream.created;
import static io.tidemark.command.ingest.Upstream.gzip;
import static io.tidemark.command.ingest.Upstream.problem;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.command.CommandServer;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that nobody sends by mistake. */
class HostileBodiesTest {

  private static final Upstream upstream = Upstream.of(CommandServer.shared());

  private final String id = UUID.randomUUID().toString();

  private byte[] event(String data) {
    return created(id, data).getBytes(UTF_8);
  }

  private byte[] batch(String data) {
    return ("[" + created(id, data) + "]").getBytes(UTF_8);
  }

  @Test
  void a_body_may_be_compressed() {
    HttpResponse<String> response =
        upstream.post(
            Upstream.STRUCTURED, gzip(event("{\"amount\":1}")), "Content-Encoding", "gzip");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
  }

  @Test
  void a_bomb_is_not_inflated_beyond_what_a_body_may_have() {
    byte[] bomb = gzip(new byte[200 << 20]);
    problem(
        upstream.post(Upstream.STRUCTURED, bomb, "Content-Encoding", "gzip"),
        413,
        "content-too-large");
    problem(
        upstream.post(Upstream.BATCH, bomb, "Content-Encoding", "gzip"), 413, "content-too-large");
  }

  @Test
  void damaged_gzip_and_other_encodings_are_refused() {
    byte[] whole = gzip(event("{\"amount\":1}"));
    byte[] half = Arrays.copyOf(whole, whole.length / 2);
    problem(
        upstream.post(Upstream.STRUCTURED, half, "Content-Encoding", "gzip"),
        400,
        "malformed-content");
    problem(
        upstream.post(Upstream.STRUCTURED, event("{}"), "Content-Encoding", "gzip"),
        400,
        "malformed-content");
    problem(
        upstream.post(Upstream.STRUCTURED, whole, "Content-Encoding", "br"),
        415,
        "unsupported-media-type");
    problem(
        upstream.post(Upstream.STRUCTURED, whole, "Content-Encoding", "gzip, gzip"),
        415,
        "unsupported-media-type");
  }

  @Test
  void other_media_types_are_refused() {
    problem(upstream.post("text/plain", event("{}")), 415, "unsupported-media-type");
    problem(
        upstream.post("application/cloudevents+avro", event("{}")), 415, "unsupported-media-type");
  }

  @Test
  void a_single_event_has_a_mebibyte_at_most_and_a_batch_eight() {
    String padding = "{\"amount\":1,\"note\":\"" + "x".repeat(1 << 20) + "\"}";
    problem(upstream.post(Upstream.STRUCTURED, event(padding)), 413, "content-too-large");
    HttpResponse<String> one = upstream.post(Upstream.BATCH, batch(padding));
    assertThat(one.statusCode()).isEqualTo(422);
    assertThat(one.body()).contains("content-too-large");
    String eight = "{\"amount\":1,\"note\":\"" + "x".repeat(8 << 20) + "\"}";
    problem(upstream.post(Upstream.BATCH, batch(eight)), 413, "content-too-large");
  }

  @Test
  void bytes_that_are_not_utf_8_are_refused() {
    byte[] latin = created(id, "{\"amount\":1,\"note\":\"ü\"}").getBytes(ISO_8859_1);
    problem(upstream.post(Upstream.STRUCTURED, latin), 400, "malformed-content");
    byte[] wide = created(id, "{\"amount\":1}").getBytes(UTF_16LE);
    problem(upstream.post(Upstream.STRUCTURED, wide), 400, "malformed-content");
    problem(upstream.post(Upstream.BATCH, wide), 400, "malformed-content");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"amount\":1,\"amount\":2}",
        "{\"amount\":1e999999999}",
        "{\"amount\":1e-999999999}",
        "{\"amount\":99999999999999999999999999999999999999}",
        "{\"amount\":NaN}",
        "{\"amount\":1,}",
        "{\"amount\":1,\"service\":\"\\ud800\"}",
        "{\"amount\":1,\"service\":\"\\u0000\"}",
        "{\"amount\":[[[[]]]]}",
        "[]",
        "\"text\"",
        "{\"amount\":1}}",
        ""
      })
  void a_payload_that_is_no_payload_is_answered_with_4xx_everywhere(String data) {
    assertThat(upstream.post(Upstream.STRUCTURED, event(data)).statusCode()).isBetween(400, 422);
    assertThat(upstream.post(Upstream.BATCH, batch(data)).statusCode()).isBetween(400, 422);
    HttpResponse<String> binary =
        upstream.post(
            "application/json",
            data.getBytes(UTF_8),
            "ce-specversion",
            "1.0",
            "ce-id",
            id,
            "ce-source",
            Upstream.SOURCE,
            "ce-type",
            "io.tidemark.booking.created",
            "ce-subject",
            "b-1",
            "ce-time",
            "2026-11-20T10:00:00Z");
    assertThat(binary.statusCode()).as(binary.body()).isBetween(400, 422);
  }

  @Test
  void what_is_nested_too_deep_or_too_long_a_number_is_answered_with_4xx() {
    String deep = "{\"amount\":1,\"x\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}";
    problem(upstream.post(Upstream.STRUCTURED, event(deep)), 400, "malformed-content");
    problem(upstream.post(Upstream.BATCH, batch(deep)), 400, "malformed-content");
    problem(
        upstream.post(Upstream.BATCH, "[".repeat(1_000_000).getBytes(UTF_8)),
        400,
        "malformed-content");
    String number = "{\"amount\":" + "9".repeat(100_000) + "}";
    assertThat(upstream.post(Upstream.STRUCTURED, event(number)).statusCode()).isBetween(400, 422);
    assertThat(upstream.post(Upstream.BATCH, batch(number)).statusCode()).isBetween(400, 422);
  }

  @Test
  void a_name_twice_in_an_event_is_refused() {
    String twice = created(id, "{\"amount\":1}").replace("\"id\":", "\"id\":\"other\",\"id\":");
    problem(upstream.post(Upstream.STRUCTURED, twice.getBytes(UTF_8)), 400, "malformed-content");
  }

  @Test
  void an_empty_body_is_answered_with_4xx() {
    for (String type : new String[] {Upstream.STRUCTURED, Upstream.BATCH}) {
      problem(upstream.post(type, new byte[0]), 400, "malformed-content");
    }
    problem(upstream.post("application/json", new byte[0]), 422, "invalid-envelope");
  }
}
