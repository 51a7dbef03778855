package io.tidemark.command.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.events.Ids;
import io.tidemark.events.provider.Granularity;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProviderGoalIdTest {

  private static final String LONG = "x".repeat(128);

  @Test
  void it_can_be_read_where_there_is_room() {
    assertThat(ProviderGoalId.of("p17", null, Granularity.MONTH)).isEqualTo("goal:month:p17");
    assertThat(ProviderGoalId.of("p17", "north", Granularity.DAY)).isEqualTo("goal:day:p17:north");
  }

  @Test
  void it_is_always_an_id_and_always_the_same() {
    assertThat(ProviderGoalId.of(LONG, LONG, Granularity.WEEK))
        .startsWith("goal#week:")
        .isEqualTo(ProviderGoalId.of(LONG, LONG, Granularity.WEEK))
        .satisfies(id -> assertThat(Ids.isValid(id)).isTrue());
  }

  @Test
  void no_two_goals_share_one() {
    List<String> names = List.of("a", "b", "a:b", "b:a", "a:", ":b", LONG, LONG + ":");
    List<String> ids =
        Stream.of(Granularity.values())
            .flatMap(
                granularity ->
                    names.stream()
                        .flatMap(
                            provider ->
                                Stream.concat(
                                    Stream.of(ProviderGoalId.of(provider, null, granularity)),
                                    names.stream()
                                        .map(
                                            location ->
                                                ProviderGoalId.of(
                                                    provider, location, granularity)))))
            .toList();
    assertThat(ids).doesNotHaveDuplicates();
  }
}
