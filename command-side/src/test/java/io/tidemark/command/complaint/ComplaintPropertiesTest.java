package io.tidemark.command.complaint;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.command.complaint.ComplaintProperties.ResolutionTimes;
import io.tidemark.events.complaint.Priority;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ComplaintPropertiesTest {

  static final ComplaintProperties DEFAULTS =
      new ComplaintProperties(
          false,
          new ResolutionTimes(
              Duration.ofHours(168),
              Duration.ofHours(72),
              Duration.ofHours(24),
              Duration.ofHours(4)));

  static ComplaintProperties escalating() {
    return new ComplaintProperties(true, DEFAULTS.resolutionTimes());
  }

  private static ComplaintProperties bound(Map<String, String> given) {
    return new Binder(new MapConfigurationPropertySource(given))
        .bindOrCreate("tidemark.complaint", ComplaintProperties.class);
  }

  @Test
  void by_default_nothing_escalates_and_times_are_those_of_the_read_side() {
    assertThat(bound(Map.of())).isEqualTo(DEFAULTS);
  }

  @Test
  void each_can_be_set() {
    ComplaintProperties set =
        bound(
            Map.of(
                "tidemark.complaint.escalate-overdue", "true",
                "tidemark.complaint.resolution-times.low", "1h",
                "tidemark.complaint.resolution-times.medium", "2h",
                "tidemark.complaint.resolution-times.high", "3h",
                "tidemark.complaint.resolution-times.critical", "PT4M"));
    assertThat(set.escalateOverdue()).isTrue();
    assertThat(Priority.values())
        .extracting(set::resolution)
        .containsExactly(
            Duration.ofHours(1), Duration.ofHours(2), Duration.ofHours(3), Duration.ofMinutes(4));
  }
}
