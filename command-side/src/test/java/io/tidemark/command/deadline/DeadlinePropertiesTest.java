package io.tidemark.command.deadline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class DeadlinePropertiesTest {

  private static Duration poll(Map<String, String> given) {
    return new Binder(new MapConfigurationPropertySource(given))
        .bindOrCreate("tidemark.complaint", DeadlineProperties.class)
        .deadlinePoll();
  }

  @Test
  void it_is_looked_every_five_seconds_unless_set() {
    assertThat(poll(Map.of())).isEqualTo(Duration.ofSeconds(5));
    assertThat(poll(Map.of("tidemark.complaint.deadline-poll", "1s")))
        .isEqualTo(Duration.ofSeconds(1));
  }
}
