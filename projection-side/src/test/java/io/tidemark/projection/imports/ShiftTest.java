package io.tidemark.projection.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** By how much the times of an import are moved. */
class ShiftTest {

  private static final Instant FRIDAY = Instant.parse("2021-12-31T22:13:40Z");

  @Test
  void an_exact_shift_brings_one_instant_to_the_other() {
    Instant now = Instant.parse("2026-11-20T10:00:00.5Z");
    assertThat(Shift.between(FRIDAY, now, false).apply(FRIDAY)).isEqualTo(now);
  }

  @Test
  void a_shift_in_whole_weeks_leads_less_than_a_week_beyond() {
    assertWeeks("2026-11-20T10:00:00Z", "2026-11-20T22:13:40Z");
    assertWeeks("2026-11-20T22:13:40Z", "2026-11-20T22:13:40Z");
    assertWeeks("2026-11-20T22:13:40.000000001Z", "2026-11-27T22:13:40Z");
    assertWeeks("2026-11-21T00:00:00Z", "2026-11-27T22:13:40Z");
    assertWeeks("2021-12-31T22:13:40Z", "2021-12-31T22:13:40Z");
    assertWeeks("2021-12-25T00:00:00Z", "2021-12-31T22:13:40Z");
    assertWeeks("2021-12-24T00:00:00Z", "2021-12-24T22:13:40Z");
  }

  private static void assertWeeks(String now, String expected) {
    Shift shift = Shift.between(FRIDAY, Instant.parse(now), true);
    assertThat(shift.apply(FRIDAY)).isEqualTo(expected);
    assertThat(shift.by().toSeconds() % Duration.ofDays(7).toSeconds()).isZero();
  }
}
