package io.tidemark.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JsonGenerator;

/** The kinds of field besides money, ids, texts and times, in any event that may come. */
class PayloadTest {

  enum Grain {
    BY_DAY,
    BY_WEEK
  }

  record Counted(
      int small,
      long large,
      boolean flag,
      LocalDate day,
      Grain grain,
      @Nullable Integer maybeSmall,
      @Nullable Long maybeLarge,
      @Nullable Boolean maybeFlag)
      implements Event {}

  private static final String REQUIRED =
      "\"small\":-3,\"large\":9223372036854775807,\"flag\":true,\"day\":\"2024-02-29\",\"grain\":\"by_week\"";

  private final Payload payload = new Payload(Counted.class);

  private Event read(String json) throws InvalidEvent {
    byte[] bytes = json.getBytes(UTF_8);
    return payload.read(bytes, 0, bytes.length, "EUR");
  }

  @Test
  void whole_numbers_flags_dates_and_words_are_read_and_written() throws InvalidEvent {
    Counted full =
        new Counted(
            -3, Long.MAX_VALUE, true, LocalDate.of(2024, 2, 29), Grain.BY_WEEK, 1, 2L, false);
    String json = "{" + REQUIRED + ",\"maybeSmall\":1,\"maybeLarge\":2,\"maybeFlag\":false}";
    assertThat(read(json)).isEqualTo(full);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator generator = Json.generator(out)) {
      payload.write(full, generator);
    }
    assertThat(out.toString(UTF_8)).isEqualTo(json);
  }

  @Test
  void what_may_be_missing_is_null() throws InvalidEvent {
    assertThat(read("{" + REQUIRED + "}"))
        .isEqualTo(
            new Counted(
                -3,
                Long.MAX_VALUE,
                true,
                LocalDate.of(2024, 2, 29),
                Grain.BY_WEEK,
                null,
                null,
                null));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "small|2147483648|out of range: 2147483648",
        "small|1.0|not a whole number: 1.0",
        "small|1e2|not a whole number: 1e2",
        "small|\"1\"|not a whole number: \"1\"",
        "small|null|missing",
        "large|9223372036854775808|out of range: 9223372036854775808",
        "large|true|not a whole number: true",
        "flag|\"true\"|not true or false: \"true\"",
        "flag|1|not true or false: 1",
        "day|\"2023-02-29\"|not a date like 2026-11-20: \"2023-02-29\"",
        "day|\"2026-11-20T00:00:00Z\"|not a date like 2026-11-20: \"2026-11-20T00:00:00Z\"",
        "day|20261120|not a date: 20261120",
        "grain|\"BY_DAY\"|not one of by_day, by_week: \"BY_DAY\""
      })
  void what_does_not_fit_is_named(String field, String json, String problem) {
    assertThatThrownBy(() -> read("{" + REQUIRED + ",\"" + field + "\":" + json + "}"))
        .isInstanceOf(InvalidEvent.class)
        .hasMessage(field + ": " + problem);
  }

  record WithDouble(double amount) implements Event {}

  record WithList(List<String> names) implements Event {}

  record WithBigInteger(BigInteger big) implements Event {}

  @Test
  void an_event_holds_only_what_every_reader_understands() {
    assertThatThrownBy(() -> new Payload(WithDouble.class))
        .hasMessageContaining("an event cannot hold a double");
    assertThatThrownBy(() -> new Payload(WithList.class))
        .hasMessageContaining("an event cannot hold a java.util.List");
    assertThatThrownBy(() -> new Payload(WithBigInteger.class))
        .hasMessageContaining("an event cannot hold a java.math.BigInteger");
  }

  @Test
  void an_event_is_a_record() {
    final class Plain implements Event {}
    assertThatThrownBy(() -> new Payload(Plain.class)).hasMessageContaining("an event is a record");
  }
}
