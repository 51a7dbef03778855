package io.tidemark.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InvalidEnvelopeTest {

  private static Wire confirmed() {
    return Wire.binary("booking.confirmed", "{}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"specversion", "id", "source", "type", "time"})
  void a_required_attribute_that_is_missing_is_named(String attribute) {
    assertThat(confirmed().without("ce_" + attribute).problem())
        .isEqualTo("invalid-envelope: " + attribute + ": missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.3", "1", "1.1", "", "one"})
  void only_version_1_0_of_cloudevents_is_read(String version) {
    assertThat(confirmed().with("ce_specversion", version).problem())
        .isEqualTo("invalid-envelope: specversion: not 1.0: \"" + version + "\"");
  }

  @Test
  void an_unknown_type_is_a_kind_of_its_own() {
    assertThat(confirmed().with("ce_type", "io.tidemark.booking.teleported").problem())
        .isEqualTo("unknown-type: type: unknown: \"io.tidemark.booking.teleported\"");
    assertThat(
            confirmed()
                .with("ce_type", "io.tidemark.events.booking.BookingEvent$Created")
                .problem())
        .startsWith("unknown-type: ");
  }

  @Test
  void the_subject_is_taken_from_the_key() throws InvalidEvent {
    Wire wire = confirmed().without("ce_subject").key("b-7".getBytes(UTF_8));
    assertThat(wire.decode().envelope().subject()).isEqualTo("b-7");
    assertThat(confirmed().with("ce_subject", "b-8").decode().envelope().subject())
        .isEqualTo("b-8");
  }

  @Test
  void an_event_without_subject_and_key_belongs_to_nothing() {
    assertThat(confirmed().without("ce_subject").key(null).problem())
        .isEqualTo("invalid-envelope: subject: missing");
    assertThat(confirmed().without("ce_subject").key(new byte[0]).problem())
        .isEqualTo("invalid-envelope: subject: empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"id", "subject"})
  void an_id_has_1_to_128_visible_characters(String attribute) throws InvalidEvent {
    String header = "ce_" + attribute;
    assertThat(confirmed().with(header, "ü".repeat(127) + "😀").decode()).isNotNull();
    assertThat(confirmed().with(header, "x".repeat(129)).problem())
        .isEqualTo("invalid-envelope: " + attribute + ": longer than 128 characters");
    assertThat(confirmed().with(header, "").problem())
        .isEqualTo("invalid-envelope: " + attribute + ": empty");
    for (String hidden :
        new String[] {" ", "\t", "\n", "\0", "\u007f", "\u00a0", "\u200b", "\u2028"}) {
      assertThat(confirmed().with(header, "a" + hidden + "b").problem())
          .startsWith("invalid-envelope: " + attribute + ": holds a character that cannot be seen");
    }
  }

  @Test
  void an_id_that_is_not_utf_8_is_not_repaired() {
    assertThat(confirmed().with("ce_id", new byte[] {'a', (byte) 0xc3, 'b'}).problem())
        .startsWith("invalid-envelope: id: holds a character that cannot be seen");
  }

  @ParameterizedTest
  @CsvSource({
    "urn:example:desk, true",
    "https://desk.example/a?b=c#d, true",
    "desk, true",
    "/desk/%20, true",
    "'', false",
    "'a b', false",
    "http://[::1, false",
    "%zz, false"
  })
  void a_source_is_a_uri_reference(String source, boolean valid) {
    String problem = confirmed().with("ce_source", source).problem();
    if (valid) {
      assertThat(problem).isNull();
    } else {
      assertThat(problem).startsWith("invalid-envelope: source: ");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-20T10:00:00Z, 2026-11-20T10:00:00Z",
    "2026-11-20T10:00:00.5Z, 2026-11-20T10:00:00.500Z",
    "2026-11-20T10:00:00.123456789+00:00, 2026-11-20T10:00:00.123456Z",
    "2026-11-20t11:30:00+01:30, 2026-11-20T10:00:00Z",
    "2026-11-20 10:00:00-00:00, 2026-11-20T10:00:00Z",
    "2024-02-29T23:59:59.999999z, 2024-02-29T23:59:59.999999Z",
    "2016-12-31T23:59:60Z, 2017-01-01T00:00:00Z",
    "2017-01-01T05:29:60+05:30, 2017-01-01T00:00:00Z",
    "1970-01-01T00:00:00Z, 1970-01-01T00:00:00Z",
    "2000-02-29T00:00:00-23:59, 2000-02-29T23:59:00Z"
  })
  void a_time_is_rfc_3339(String text, Instant time) throws InvalidEvent {
    assertThat(confirmed().with("ce_time", text).decode().envelope().time()).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "now",
        "2026-11-20",
        "2026-11-20T10:00:00",
        "2026-11-20T10:00Z",
        "2026-11-20T10:00:00.Z",
        "2026-11-20T10:00:00.5",
        "2026-11-20T24:00:00Z",
        "2026-11-20T10:60:00Z",
        "2026-11-20T10:00:61Z",
        "2026-11-20T10:00:60Z",
        "2026-02-29T10:00:00Z",
        "1900-02-29T10:00:00Z",
        "2026-13-01T10:00:00Z",
        "2026-00-01T10:00:00Z",
        "2026-11-31T10:00:00Z",
        "2026-11-00T10:00:00Z",
        "2026-11-20T10:00:00+1:00",
        "2026-11-20T10:00:00+0100",
        "2026-11-20T10:00:00+24:00",
        "2026-11-20T10:00:00+01:60",
        "2026-11-20T10:00:00 01:00",
        "2026-11-20T10:00:00ZZ",
        "2026-11-20X10:00:00Z",
        "+12026-11-20T10:00:00Z",
        "-026-11-20T10:00:00Z",
        "２０２６-11-20T10:00:00Z",
        "1763632800"
      })
  void what_is_not_rfc_3339_is_no_time(String text) {
    assertThat(confirmed().with("ce_time", text).problem())
        .isEqualTo(
            "invalid-envelope: time: not an RFC 3339 time with offset: " + Rules.quoted(text));
  }

  @Test
  void a_time_fits_its_stamp() throws InvalidEvent {
    assertThat(confirmed().with("ce_time", "1970-01-01T00:00:00+00:01").problem())
        .isEqualTo("invalid-envelope: time: before 1970: 1970-01-01T00:00:00+00:01");
    assertThat(confirmed().with("ce_time", "2112-09-17T00:00:00Z").decode()).isNotNull();
    assertThat(confirmed().with("ce_time", "2112-09-18T00:00:00Z").problem())
        .startsWith("time-ahead: time: after 2112-09-17T");
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "4294967295, 4294967295", "0000000000000000000000007, 7"})
  void a_sequence_counts_from_1(String text, long sequence) throws InvalidEvent {
    assertThat(confirmed().with("ce_sequence", text).decode().envelope().sequence())
        .isEqualTo(sequence);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0", "-1", "+1", "4294967296", "99999999999999999999999", "1.0", "a", "1 "})
  void a_sequence_out_of_range_is_refused(String text) {
    assertThat(confirmed().with("ce_sequence", text).problem())
        .isEqualTo(
            "invalid-envelope: sequence: not a whole number from 1 to 4294967295: \""
                + text
                + "\"");
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "999999999999999999, 999999999999999999"})
  void a_position_counts_from_1(String text, long position) throws InvalidEvent {
    Wire wire = confirmed().with("ce_position", text);
    assertThat(wire.decode().envelope().position()).isEqualTo(position);
    assertThat(CloudEventDecoder.position(wire::header)).isEqualTo(position);
  }

  @Test
  void without_a_position_it_is_0() throws InvalidEvent {
    assertThat(confirmed().decode().envelope().position()).isZero();
    assertThat(CloudEventDecoder.position(confirmed()::header)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "+1", "9999999999999999999", "1.0", "a", "1 "})
  void a_position_that_is_none_is_refused(String text) {
    Wire wire = confirmed().with("ce_position", text);
    assertThat(wire.problem())
        .isEqualTo("invalid-envelope: position: not a whole number above 0: \"" + text + "\"");
    assertThat(CloudEventDecoder.position(wire::header)).isZero();
  }

  @Test
  void a_schema_of_another_version_waits_for_a_release_that_knows_it() throws InvalidEvent {
    Wire wire = confirmed().with("ce_dataschema", "https://x.example/schemas/booking.confirmed/2");
    assertThat(wire.problem()).startsWith("unknown-type: dataschema: unknown version of ");
    assertThat(confirmed().with("ce_dataschema", "urn:their:own:schema").decode()).isNotNull();
    assertThat(confirmed().with("ce_dataschema", "a b").problem())
        .startsWith("invalid-envelope: dataschema: ");
  }

  @Test
  void a_broken_trace_does_not_break_the_event() throws InvalidEvent {
    assertThat(confirmed().with("ce_traceparent", "a b").decode().envelope().traceparent())
        .isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "application/json; charset=utf-8, true",
    "APPLICATION/JSON, true",
    "application/vnd.desk+json, true",
    "text/xml, false",
    "application/octet-stream, false",
    "application/cloudevents+avro, false",
    "application/cloudevents-batch+json, false"
  })
  void payloads_are_json(String contentType, boolean valid) {
    String problem = confirmed().with("content-type", contentType).problem();
    if (valid) {
      assertThat(problem).isNull();
    } else {
      assertThat(problem).startsWith("invalid-envelope: content-type: not ");
    }
  }

  @Test
  void a_record_is_measured_before_anything_is_read() {
    assertThat(confirmed().without("ce_id").value(new byte[100_001]).problem())
        .isEqualTo("too-large: 100009 bytes, where 100000 are allowed");
    assertThat(confirmed().key(new byte[100_001]).problem()).startsWith("too-large: ");
  }

  @Test
  void a_record_without_any_header_is_not_an_event() throws InvalidEvent {
    assertThat(Wire.binary("booking.confirmed", "{}").without("content-type").decode()).isNotNull();
    Wire bare = Wire.structured("hello").without("content-type");
    assertThat(bare.problem()).isEqualTo("invalid-envelope: specversion: missing");
  }

  @Test
  void messages_quote_little_and_nothing_that_garbles_a_log() {
    String problem = confirmed().with("ce_type", "a\"\\" + "x".repeat(100)).problem();
    assertThat(problem).isEqualTo("unknown-type: type: unknown: \"a\"\\" + "x".repeat(57) + "…\"");
    assertThat(confirmed().with("ce_specversion", "\n\u001b[31m\u202e").problem())
        .isEqualTo("invalid-envelope: specversion: not 1.0: \"\\u000a\\u001b[31m\\u202e\"");
  }
}
