package io.tidemark.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * Events as they were written once are read as they were meant, by this and every later release.
 */
class FrozenSamplesTest {

  static List<EventType> types() {
    return EventTypes.all();
  }

  @Test
  void no_type_disappears() throws IOException {
    assertThat(Samples.facts())
        .as("a fact without a type was renamed or removed, but its events are in the log")
        .isEqualTo(EventTypes.all().stream().map(EventType::fact).sorted().toList());
  }

  @ParameterizedTest
  @MethodSource("types")
  void a_full_payload_is_read_to_the_last_field(EventType type) throws InvalidEvent {
    byte[] sample = Samples.read(type, "full");
    Set<String> known =
        type.payload().fields().stream().map(Field::name).collect(Collectors.toSet());
    assertThat(known)
        .as("fields of %s: one that is missing was removed, but events in the log carry it", type)
        .containsAll(JsonMapper.shared().readTree(sample).propertyNames());
    assertThat(read(type, sample)).isEqualTo(example(type));
  }

  @ParameterizedTest
  @MethodSource("types")
  void a_payload_with_nothing_optional_is_still_enough(EventType type) {
    byte[] sample = Samples.read(type, "required");
    assertThat(problem(type, sample))
        .as("%s must not ask for a field that events in the log do not carry", type)
        .isNull();
  }

  @ParameterizedTest
  @MethodSource("types")
  void a_whole_event_is_read(EventType type) throws InvalidEvent {
    Wire wire = Wire.structured("").key(null).value(Samples.read(type, "cloudevent"));
    assertThat(wire.decode()).isEqualTo(new Received(Examples.envelope(type), example(type)));
  }

  private static Event read(EventType type, byte[] payload) throws InvalidEvent {
    return Wire.binary(type.fact(), "").value(payload).decode().event();
  }

  private static @Nullable String problem(EventType type, byte[] payload) {
    return Wire.binary(type.fact(), "").value(payload).problem();
  }

  private static Event example(EventType type) {
    return Examples.all().get(EventTypes.all().indexOf(type));
  }
}
