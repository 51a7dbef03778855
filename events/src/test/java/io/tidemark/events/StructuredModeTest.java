package io.tidemark.events;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.events.booking.BookingEvent;
import java.math.BigDecimal;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StructuredModeTest {

  private static final String ATTRIBUTES =
      """
      "specversion":"1.0","id":"1","source":"/desk","time":"2026-11-20T10:00:00Z",
      """;
  private static final BookingEvent.Repriced REPRICED =
      new BookingEvent.Repriced(new BigDecimal("7.50"), null);

  private static Wire repriced(String rest) {
    return Wire.structured(
        "{" + ATTRIBUTES + "\"type\":\"io.tidemark.booking.repriced\"," + rest + "}");
  }

  private static Wire cancelled(String rest) {
    return Wire.structured(
        "{" + ATTRIBUTES + "\"type\":\"io.tidemark.booking.cancelled\"" + rest + "}");
  }

  @Test
  void data_may_come_before_the_type_that_says_how_to_read_it() throws InvalidEvent {
    Wire wire =
        Wire.structured(
            "\n{ \"data\" : {\"é\":\"ü😀\",\"amount\":\"7.50\"} ,"
                + ATTRIBUTES
                + "\"subject\":\"b-1\",\"sequence\":\"12\",\"type\":\"io.tidemark.booking.repriced\"} ");
    Received received = wire.decode();
    assertThat(received.event()).isEqualTo(REPRICED);
    assertThat(received.envelope().subject()).isEqualTo("b-1");
    assertThat(received.envelope().sequence()).isEqualTo(12);
  }

  @Test
  void the_subject_is_taken_from_the_key() throws InvalidEvent {
    assertThat(repriced("\"data\":{\"amount\":7.50}").decode().envelope().subject())
        .isEqualTo("entity-1");
    assertThat(repriced("\"data\":{\"amount\":7.50}").key(null).problem())
        .isEqualTo("invalid-envelope: subject: missing");
  }

  @Test
  void data_may_be_base64() throws InvalidEvent {
    String data = Base64.getEncoder().encodeToString("{\"amount\":7.50}".getBytes(UTF_8));
    assertThat(repriced("\"data_base64\":\"" + data + "\"").decode().event()).isEqualTo(REPRICED);
    assertThat(repriced("\"data_base64\":\"%%%\"").problem())
        .isEqualTo("invalid-envelope: data_base64: not Base64");
    assertThat(repriced("\"data_base64\":{}").problem())
        .isEqualTo("invalid-envelope: data_base64: not text");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",\"data\":null",
        ",\"data\":{}",
        ",\"data_base64\":null",
        ",\"data_base64\":\"\""
      })
  void an_event_without_required_fields_needs_no_data(String rest) throws InvalidEvent {
    assertThat(cancelled(rest).decode().event()).isEqualTo(new BookingEvent.Cancelled(null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "-1.5", "\"a\"", "[]", "true", "\"{\\\"amount\\\":1}\""})
  void data_that_is_no_object_is_refused(String data) {
    assertThat(repriced("\"data\":" + data).problem())
        .startsWith("invalid-payload: not a JSON object: ");
    assertThat(cancelled(",\"data\":" + data).problem())
        .startsWith("invalid-payload: not a JSON object: ");
  }

  @Test
  void a_field_of_the_data_is_named_as_in_binary_mode() {
    assertThat(repriced("\"data\":{\"amount\":\"abc\"}").problem())
        .isEqualTo("invalid-payload: amount: not a decimal number: \"abc\"");
    assertThat(repriced("\"data\":{}").problem()).isEqualTo("invalid-payload: amount: missing");
  }

  @Test
  void unknown_extensions_are_skipped_and_null_is_absent() throws InvalidEvent {
    String rest =
        "\"partitionkey\":\"x\",\"nested\":{\"id\":\"2\"},\"sequence\":null,\"data\":{\"amount\":7.50}";
    Received received = repriced(rest).decode();
    assertThat(received.envelope().id()).isEqualTo("1");
    assertThat(received.envelope().sequence()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"12, 12", "'\"0012\"', 12"})
  void a_sequence_may_be_a_number_or_text(String json, long sequence) throws InvalidEvent {
    assertThat(cancelled(",\"sequence\":" + json).decode().envelope().sequence())
        .isEqualTo(sequence);
  }

  @ParameterizedTest
  @CsvSource({"12, 12", "'\"12\"', 12"})
  void a_position_may_be_a_number_or_text(String json, long position) throws InvalidEvent {
    assertThat(cancelled(",\"position\":" + json).decode().envelope().position())
        .isEqualTo(position);
  }

  @Test
  void an_attribute_is_text() {
    assertThat(cancelled(",\"subject\":7").problem())
        .isEqualTo("invalid-envelope: subject: not text");
    assertThat(cancelled(",\"subject\":[\"b\"]").problem())
        .isEqualTo("invalid-envelope: subject: not text");
    assertThat(cancelled(",\"sequence\":1.5").problem())
        .isEqualTo("invalid-envelope: sequence: not text");
    assertThat(cancelled(",\"sequence\":-1").problem())
        .startsWith("invalid-envelope: sequence: not a whole number from 1 to 4294967295");
  }

  @ParameterizedTest
  @ValueSource(strings = {"specversion", "id", "source", "type", "time"})
  void a_required_attribute_that_is_missing_is_named(String attribute) {
    Wire wire =
        Wire.structured(
            ("{" + ATTRIBUTES + "\"type\":\"io.tidemark.booking.cancelled\"}")
                .replace("\"" + attribute + "\"", "\"other\""));
    assertThat(wire.problem()).isEqualTo("invalid-envelope: " + attribute + ": missing");
  }

  @Test
  void the_data_must_be_json() {
    assertThat(cancelled(",\"datacontenttype\":\"text/plain\",\"data\":\"x\"").problem())
        .isEqualTo("invalid-envelope: datacontenttype: not JSON: \"text/plain\"");
    assertThat(cancelled(",\"datacontenttype\":\"application/json\"").problem()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "1",
        "{",
        "{\"id\":",
        "{}{}",
        "{\"data\":{\"a\"",
        "{\"id\":\"1\"]"
      })
  void what_is_not_one_json_object_is_no_envelope(String json) {
    assertThat(Wire.structured(json).problem()).startsWith("invalid-envelope: no");
  }

  @Test
  void a_tombstone_in_structured_mode_is_no_event() {
    assertThat(Wire.structured("").value(null).problem()).startsWith("invalid-envelope: no value");
  }

  @Test
  void only_utf_8_is_read() {
    byte[] utf16 = "{\"id\":\"1\"}".getBytes(UTF_16BE);
    assertThat(Wire.structured("").value(utf16).problem())
        .isEqualTo("invalid-envelope: not JSON: not UTF-8");
  }

  @Test
  void a_byte_order_mark_moves_nothing() throws InvalidEvent {
    Wire wire = repriced("\"data\":{\"amount\":7.50}");
    String json =
        "\uFEFF{"
            + ATTRIBUTES
            + "\"data\":{\"amount\":7.50},\"type\":\"io.tidemark.booking.repriced\"}";
    assertThat(wire.value(json.getBytes(UTF_8)).decode().event()).isEqualTo(REPRICED);
  }

  @Test
  void the_content_type_may_have_parameters_and_capitals() throws InvalidEvent {
    Wire wire = cancelled("").with("content-type", "Application/CloudEvents+JSON; charset=UTF-8");
    assertThat(wire.decode().event()).isEqualTo(new BookingEvent.Cancelled(null));
  }
}
