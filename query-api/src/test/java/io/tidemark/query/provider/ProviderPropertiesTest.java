package io.tidemark.query.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ProviderPropertiesTest {

  private static GoalDays of(Map<String, String> given) {
    return new Binder(new MapConfigurationPropertySource(given))
        .bindOrCreate("tidemark.providers", ProviderProperties.class)
        .goalDays();
  }

  @Test
  void goals_are_derived_by_calendar_days_unless_an_operator_says_working_days() {
    assertThat(of(Map.of())).isEqualTo(GoalDays.CALENDAR);
    assertThat(of(Map.of("tidemark.providers.goal-days", "working"))).isEqualTo(GoalDays.WORKING);
    assertThatThrownBy(() -> of(Map.of("tidemark.providers.goal-days", "lunar")))
        .isInstanceOf(BindException.class);
  }
}
