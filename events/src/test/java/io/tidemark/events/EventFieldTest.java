package io.tidemark.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tidemark.events.complaint.ComplaintEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventFieldTest {

  static List<EventType> types() {
    return EventTypes.all();
  }

  @ParameterizedTest
  @MethodSource("types")
  void the_examples_of_its_fields_make_an_event(EventType type) throws InvalidEvent {
    String payload =
        type.fields().stream()
            .map(
                field ->
                    "\"%s\":%s"
                        .formatted(
                            field.name(),
                            field.type().equals("string")
                                ? "\"" + field.example() + "\""
                                : field.example()))
            .collect(Collectors.joining(",", "{", "}"));
    assertThat(type.decode(payload.getBytes(StandardCharsets.UTF_8), "EUR"))
        .isInstanceOf(type.event());
  }

  @Test
  void a_field_that_is_wrong_says_what_is_allowed() {
    EventType type = EventTypes.of(ComplaintEvent.Opened.class);
    assertThatExceptionOfType(InvalidEvent.class)
        .isThrownBy(
            () -> type.decode("{\"priority\":\"urgent\"}".getBytes(StandardCharsets.UTF_8), "EUR"))
        .satisfies(
            e -> {
              assertThat(e.field()).isEqualTo("priority");
              assertThat(e.allowed()).isEqualTo("one of low, medium, high, critical");
            });
  }
}
