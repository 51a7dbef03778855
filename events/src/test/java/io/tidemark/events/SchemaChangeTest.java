package io.tidemark.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SchemaChangeTest {

  enum Colour {
    RED,
    GREEN
  }

  enum MoreColours {
    RED,
    GREEN,
    BLUE
  }

  record Before(BigDecimal amount, Colour colour, @Nullable String note) implements Event {}

  record Wider(
      BigDecimal amount, MoreColours colour, @Nullable String note, @Nullable String staffId)
      implements Event {}

  record Shorter(BigDecimal amount, Colour colour) implements Event {}

  record Stricter(BigDecimal amount, Colour colour, String note, String staffId) implements Event {}

  record Retyped(long amount, Colour colour, @Nullable String note, @Nullable String currency)
      implements Event {}

  record Milder(@Nullable BigDecimal amount, Colour colour, @Nullable String note)
      implements Event {}

  @Test
  void an_event_may_gain_optional_fields_and_words() {
    assertThat(problems(Before.class, Before.class)).isEmpty();
    assertThat(problems(Before.class, Wider.class)).isEmpty();
    assertThat(problems(Before.class, Milder.class)).isEmpty();
  }

  @Test
  void a_removed_field_is_incompatible() {
    assertThat(problems(Before.class, Shorter.class)).containsExactly("note was removed");
  }

  @Test
  void a_field_that_becomes_required_is_incompatible() {
    assertThat(problems(Before.class, Stricter.class))
        .containsExactly("note is now required", "staffId is now required");
  }

  @Test
  void a_changed_type_is_incompatible() {
    assertThat(problems(Before.class, Retyped.class))
        .singleElement()
        .asString()
        .startsWith("amount was {")
        .contains(" and is now {\"type\":\"integer\"");
  }

  @Test
  void a_removed_word_is_incompatible() {
    assertThat(problems(Wider.class, Before.class))
        .containsExactly("colour may no longer be blue", "staffId was removed");
  }

  private static List<String> problems(
      Class<? extends Event> before, Class<? extends Event> after) {
    return SchemaChange.problems(schema(before), schema(after));
  }

  private static JsonNode schema(Class<? extends Event> event) {
    return JsonMapper.shared()
        .readTree(SchemaGenerator.text(SchemaGenerator.object(new Payload(event).fields())));
  }
}
