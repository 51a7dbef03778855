package io.tidemark.query.freshness;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.projection.ReadModel;
import io.tidemark.projection.engine.Projection;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class MetricGroupTest {

  /** A group that the projector names otherwise would never make an answer out of date. */
  @Test
  void the_groups_are_those_of_the_projections() {
    assertThat(Arrays.stream(MetricGroup.values()).map(MetricGroup::wireName))
        .containsExactlyInAnyOrderElementsOf(
            ReadModel.projections().all().stream().map(Projection::group).distinct().toList());
  }

  /** What is missing in one is looked for in its topic. */
  @Test
  void the_topics_of_the_groups_are_those_of_the_projections() {
    for (Projection<?, ?> projection : ReadModel.projections().all()) {
      assertThat(MetricGroup.valueOf(projection.group().toUpperCase(Locale.ROOT)).topic())
          .isEqualTo(projection.topic());
    }
  }
}
