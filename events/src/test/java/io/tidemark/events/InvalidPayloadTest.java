package io.tidemark.events;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.events.booking.BookingEvent;
import io.tidemark.events.calling.LeadEvent;
import io.tidemark.events.complaint.ComplaintEvent;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InvalidPayloadTest {

  private static @Nullable String problem(String fact, @Nullable String payload) {
    return Wire.binary(fact, payload).problem();
  }

  private static BookingEvent.Created created(String payload) throws InvalidEvent {
    return (BookingEvent.Created) Wire.binary("booking.created", payload).decode().event();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "1, 1",
        "0, 0",
        "-0.00, 0.00",
        "12.50, 12.50",
        "-75.1234, -75.1234",
        "`\"12.50\"`, 12.50",
        "`\"-0.0001\"`, -0.0001",
        "1e3, 1000",
        "1.5E-2, 0.015",
        "0e999999999, 0",
        "12.500000, 12.5",
        "99999999999999, 99999999999999",
        "99999999999999.9999, 99999999999999.9999",
        "999999999999999.9999, 999999999999999.9999",
        "-999999999999999, -999999999999999"
      })
  void money_is_a_decimal_number_or_the_same_as_text(String json, BigDecimal amount)
      throws InvalidEvent {
    assertThat(created("{\"amount\":" + json + "}").amount()).isEqualTo(amount);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "`\"abc\"`|not a decimal number: \"abc\"",
        "`\"\"`|not a decimal number: \"\"",
        "`\"-\"`|not a decimal number: \"-\"",
        "`\"1,5\"`|not a decimal number: \"1,5\"",
        "`\"1.\"`|not a decimal number: \"1.\"",
        "`\".5\"`|not a decimal number: \".5\"",
        "`\"+1\"`|not a decimal number: \"+1\"",
        "`\"007\"`|not a decimal number: \"007\"",
        "`\" 1\"`|not a decimal number: \" 1\"",
        "`\"1.2.3\"`|not a decimal number: \"1.2.3\"",
        "`\"٣\"`|not a decimal number: \"٣\"",
        "`\"NaN\"`|not a decimal number: \"NaN\"",
        "`\"Infinity\"`|not a decimal number: \"Infinity\"",
        "`\"0x10\"`|not a decimal number: \"0x10\"",
        "true|not a decimal number: true",
        "{}|not a decimal number: an object",
        "[1]|not a decimal number: an array",
        "1.23456|more than 4 decimals: 1.23456",
        "1e-5|more than 4 decimals: 1e-5",
        "1e-999999999|more than 4 decimals: 1e-999999999",
        "1000000000000000|10^15 or more: 1000000000000000",
        "-1e15|10^15 or more: -1e15",
        "1e999999999|10^15 or more: 1e999999999",
        "1e99999999999|exponent out of range: 1e99999999999",
        "`\"1e999999999\"`|10^15 or more: 1e999999999",
        "null|missing"
      })
  void what_is_not_money_is_named(String json, String problem) {
    assertThat(problem("booking.created", "{\"amount\":" + json + "}"))
        .isEqualTo("invalid-payload: amount: " + problem);
  }

  @Test
  void a_very_long_number_costs_little() {
    String digits = "9".repeat(50_000);
    assertThat(problem("booking.created", "{\"amount\":\"" + digits + "\"}"))
        .startsWith("invalid-payload: amount: not a decimal number: \"999");
    assertThat(problem("booking.created", "{\"amount\":" + digits + "}"))
        .startsWith("invalid-payload: ");
  }

  @Test
  void another_currency_is_never_converted() throws InvalidEvent {
    assertThat(created("{\"amount\":1,\"currency\":\"EUR\"}").currency()).isEqualTo("EUR");
    assertThat(created("{\"amount\":1,\"currency\":null}").currency()).isNull();
    assertThat(problem("booking.created", "{\"amount\":1,\"currency\":\"USD\"}"))
        .isEqualTo("wrong-currency: currency: \"USD\", but amounts here are in EUR");
    assertThat(problem("booking.repriced", "{\"currency\":\"eur\",\"amount\":1}"))
        .startsWith("wrong-currency: ");
    assertThat(problem("booking.repriced", "{\"currency\":7,\"amount\":1}"))
        .isEqualTo("invalid-payload: currency: not text: 7");
  }

  @Test
  void money_may_name_its_currency_where_the_record_does_not_keep_it() throws InvalidEvent {
    String converted = "{\"userId\":\"u\",\"agentId\":\"a\",\"value\":1,\"currency\":\"%s\"}";
    assertThat(Wire.binary("lead.converted", converted.formatted("EUR")).decode().event())
        .isEqualTo(new LeadEvent.Converted("u", "a", BigDecimal.ONE));
    assertThat(problem("lead.converted", converted.formatted("USD")))
        .isEqualTo("wrong-currency: currency: \"USD\", but amounts here are in EUR");
    assertThat(problem("account.creditsPurchased", "{\"credits\":1,\"currency\":\"USD\"}"))
        .as("credits are no money")
        .isNull();
  }

  @Test
  void the_words_of_production_are_those_of_its_field() {
    assertThat(problem("provider.registered", "{\"name\":\"n\",\"role\":\"hygiene\"}"))
        .isEqualTo("invalid-payload: role: not one of dentist, hygienist: \"hygiene\"");
    String goal =
        "{\"providerId\":\"p\",\"granularity\":\"%s\",\"periodStart\":\"%s\",\"amount\":1}";
    assertThat(problem("goal.set", goal.formatted("year", "2026-11-01")))
        .isEqualTo("invalid-payload: granularity: not one of day, week, month: \"year\"");
    assertThat(problem("goal.set", goal.formatted("month", "2026-11")))
        .isEqualTo("invalid-payload: periodStart: not a date like 2026-11-20: \"2026-11\"");
  }

  @Test
  void ids_and_texts_have_bounds() throws InvalidEvent {
    assertThat(problem("booking.assigned", "{\"staffId\":\"a b\"}"))
        .isEqualTo("invalid-payload: staffId: holds a character that cannot be seen: \"a b\"");
    assertThat(problem("booking.assigned", "{\"staffId\":\"\"}"))
        .isEqualTo("invalid-payload: staffId: empty");
    assertThat(problem("booking.assigned", "{\"staffId\":\"" + "x".repeat(129) + "\"}"))
        .isEqualTo("invalid-payload: staffId: longer than 128 characters");
    assertThat(problem("booking.assigned", "{\"staffId\":12}"))
        .isEqualTo("invalid-payload: staffId: not text: 12");
    assertThat(created("{\"amount\":1,\"service\":\"" + "😀".repeat(1000) + "\"}").service())
        .hasSize(2000);
    assertThat(problem("booking.cancelled", "{\"reason\":\"" + "x".repeat(1001) + "\"}"))
        .isEqualTo("invalid-payload: reason: longer than 1000 characters");
    assertThat(problem("booking.cancelled", "{\"reason\":\"a\\u0000b\"}"))
        .isEqualTo("invalid-payload: reason: holds a NUL character");
    assertThat(problem("booking.cancelled", "{\"reason\":\"a\\ud800b\"}"))
        .isEqualTo("invalid-payload: reason: holds half a surrogate pair");
    assertThat(problem("booking.cancelled", "{\"reason\":[\"a\"]}"))
        .isEqualTo("invalid-payload: reason: not text: an array");
  }

  @Test
  void times_in_a_payload_follow_rfc_3339_too() throws InvalidEvent {
    assertThat(
            created("{\"amount\":1,\"scheduledFor\":\"1969-12-31T23:00:00-01:00\"}").scheduledFor())
        .isEqualTo(Instant.EPOCH);
    assertThat(problem("booking.rescheduled", "{\"scheduledFor\":\"2026-11-20\"}"))
        .isEqualTo(
            "invalid-payload: scheduledFor: not an RFC 3339 time with offset: \"2026-11-20\"");
    assertThat(problem("booking.rescheduled", "{\"scheduledFor\":1763632800}"))
        .isEqualTo("invalid-payload: scheduledFor: not a time: 1763632800");
  }

  @Test
  void a_priority_is_one_of_four_words() {
    assertThat(problem("complaint.reprioritised", "{\"priority\":\"urgent\"}"))
        .isEqualTo("invalid-payload: priority: not one of low, medium, high, critical: \"urgent\"");
    assertThat(problem("complaint.reprioritised", "{\"priority\":\"HIGH\"}"))
        .startsWith("invalid-payload: priority: not one of ");
    assertThat(problem("complaint.reprioritised", "{\"priority\":1}"))
        .isEqualTo("invalid-payload: priority: not text: 1");
  }

  @Test
  void unknown_fields_are_skipped_however_deep() throws InvalidEvent {
    String nested = "{\"a\":[{\"amount\":\"no\"},[[]],null,true,1e999999999],\"amount\":{}}";
    String payload =
        "{\"x\":" + nested + ",\"amoun\":0,\"amounts\":0,\"\":1,\"amount\":7,\"y\":\"\\ud800\"}";
    assertThat(created(payload).amount()).isEqualTo(new BigDecimal(7));
  }

  @Test
  void a_name_may_be_written_with_escapes() throws InvalidEvent {
    assertThat(created("{\"am\\u006funt\":7}").amount()).isEqualTo(new BigDecimal(7));
    assertThat(problem("booking.created", "{\"amount\\u0000\":7}"))
        .isEqualTo("invalid-payload: amount: missing");
  }

  @Test
  void of_a_field_that_is_given_twice_the_last_holds() throws InvalidEvent {
    assertThat(created("{\"amount\":1,\"service\":\"a\",\"amount\":2,\"service\":null}"))
        .isEqualTo(new BookingEvent.Created(new BigDecimal(2), null, null, null, null, null, null));
  }

  @Test
  void an_event_without_required_fields_needs_no_payload() throws InvalidEvent {
    for (String payload : new String[] {null, "", " \n", "null", "{}", "{\"reason\":null}"}) {
      assertThat(Wire.binary("booking.cancelled", payload).decode().event())
          .isEqualTo(new BookingEvent.Cancelled(null));
    }
    assertThat(Wire.binary("complaint.responded", null).decode().event())
        .isEqualTo(new ComplaintEvent.Responded());
  }

  @Test
  void a_tombstone_of_an_event_with_required_fields_is_no_event() {
    for (String payload : new String[] {null, "", "null", "{}"}) {
      assertThat(problem("booking.created", payload)).isEqualTo("invalid-payload: amount: missing");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "1",
        "\"{}\"",
        "true",
        "{",
        "{\"amount\"",
        "{\"amount\":",
        "{\"amount\":1",
        "{\"amount\":1,",
        "{\"amount\":1,}",
        "{\"amount\":\"1",
        "{\"amount\":1}}",
        "{\"amount\":1} x",
        "{\"amount\":1}{}",
        "{\"amount\":NaN}",
        "{\"amount\":-Infinity}",
        "{\"amount\":01}",
        "{\"amount\":+1}",
        "{\"amount\":.5}",
        "{\"amount\":1.}",
        "{\"amount\":0x1}",
        "{'amount':1}",
        "{amount:1}",
        "{\"amount\":1,/* */\"service\":\"\"}",
        "{\"amount\":1,\"service\":\"a\nb\"}",
        "hello",
        "\0"
      })
  void what_is_not_one_json_object_is_refused(String payload) {
    assertThat(problem("booking.created", payload)).startsWith("invalid-payload: not ");
  }

  @Test
  void a_message_says_where_the_json_breaks_in_one_line() {
    assertThat(problem("booking.created", "{\"amount\":12"))
        .startsWith("invalid-payload: not JSON: ")
        .contains("(at byte ")
        .doesNotContain("\n");
  }

  @Test
  void a_message_can_be_stored_whatever_the_json_holds() {
    assertThat(problem("booking.created", "{\"amount\":tru\0\u0001\u202e" + "e".repeat(500) + "}"))
        .startsWith("invalid-payload: not JSON: ")
        .hasSizeLessThan(300)
        .doesNotContain("\0", "\u202e");
  }

  @Test
  void times_have_years_of_four_digits() throws InvalidEvent {
    for (String time :
        new String[] {
          "0000-12-31T23:59:59Z", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01"
        }) {
      assertThat(problem("booking.rescheduled", "{\"scheduledFor\":\"" + time + "\"}")).isNotNull();
    }
    for (String time : new String[] {"0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"}) {
      Wire wire = Wire.binary("booking.rescheduled", "{\"scheduledFor\":\"" + time + "\"}");
      assertThat(wire.decode().event())
          .isEqualTo(new BookingEvent.Rescheduled(Instant.parse(time)));
    }
  }

  @Test
  void nesting_has_a_limit() throws InvalidEvent {
    assertThat(created("{\"amount\":1,\"x\":" + "[".repeat(60) + "]".repeat(60) + "}")).isNotNull();
    assertThat(problem("booking.created", "{\"amount\":1,\"x\":" + "[".repeat(40_000)))
        .startsWith("invalid-payload: not JSON: ");
  }

  @Test
  void json_between_systems_is_utf_8() {
    Wire utf16 = Wire.binary("booking.created", "").value("{\"amount\":1}".getBytes(UTF_16LE));
    assertThat(utf16.problem()).isEqualTo("invalid-payload: not JSON: not UTF-8");
    byte[] latin1 = {'{', '"', 'r', 'e', 'a', 's', 'o', 'n', '"', ':', '"', (byte) 0xe9, '"', '}'};
    assertThat(Wire.binary("booking.cancelled", "").value(latin1).problem())
        .startsWith("invalid-payload: not JSON: ");
  }
}
