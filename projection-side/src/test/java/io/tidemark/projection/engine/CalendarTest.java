package io.tidemark.projection.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hours as the clock of the business zone shows them. */
final class CalendarTest {

  private static final Duration HOUR = Duration.ofHours(1);

  @ParameterizedTest(name = "{0} in {1}: {2}")
  @CsvSource({
    "2025-03-30, UTC, 24",
    "2025-03-30, Europe/Berlin, 23",
    "2025-10-26, Europe/Berlin, 25",
    "2025-03-09, America/St_Johns, 23",
    "2025-11-02, America/St_Johns, 25",
    "2025-06-01, Asia/Kathmandu, 24",
    "2025-10-05, Australia/Lord_Howe, 24", // of which one has 30 minutes
    "2025-04-06, Australia/Lord_Howe, 25" // of which one has 30 minutes
  })
  void a_day_has_as_many_hours_as_its_clock_begins(LocalDate day, ZoneId zone, int expected) {
    Calendar calendar = in(zone);
    List<Instant> hours = new ArrayList<>();
    Instant end = day.plusDays(1).atStartOfDay(zone).toInstant();
    for (Instant minute = day.atStartOfDay(zone).toInstant();
        minute.isBefore(end);
        minute = minute.plusSeconds(60)) {
      hours.add(calendar.hour(minute));
    }

    assertThat(hours.stream().distinct().count()).isEqualTo(expected);
    assertThat(hours).isSorted();
  }

  @ParameterizedTest(name = "{1} in {0}: {2}")
  @CsvSource({
    "UTC, 2025-06-01T10:59:59.999999Z, 2025-06-01T10:00:00Z",
    "UTC, 2025-06-01T11:00:00Z, 2025-06-01T11:00:00Z",
    "UTC, 1969-12-31T23:30:00Z, 1969-12-31T23:00:00Z",
    "Asia/Kathmandu, 2025-06-01T10:14:59Z, 2025-06-01T09:15:00Z",
    "Asia/Kathmandu, 2025-06-01T10:15:00Z, 2025-06-01T10:15:00Z",
    // 2 o'clock comes twice
    "Europe/Berlin, 2025-10-26T00:59:00Z, 2025-10-26T00:00:00Z",
    "Europe/Berlin, 2025-10-26T01:00:00Z, 2025-10-26T01:00:00Z",
    // 01:59 is followed by 01:30
    "Australia/Lord_Howe, 2025-04-05T14:59:00Z, 2025-04-05T14:00:00Z",
    "Australia/Lord_Howe, 2025-04-05T15:00:00Z, 2025-04-05T15:00:00Z",
    "Australia/Lord_Howe, 2025-04-05T15:29:59Z, 2025-04-05T15:00:00Z",
    "Australia/Lord_Howe, 2025-04-05T15:30:00Z, 2025-04-05T15:30:00Z",
    // 01:59 is followed by 02:30
    "Australia/Lord_Howe, 2025-10-04T15:29:00Z, 2025-10-04T14:30:00Z",
    "Australia/Lord_Howe, 2025-10-04T15:45:00Z, 2025-10-04T15:30:00Z",
    "Australia/Lord_Howe, 2025-10-04T16:00:00Z, 2025-10-04T16:00:00Z"
  })
  void an_hour_begins_when_the_clock_shows_it(ZoneId zone, Instant instant, Instant hour) {
    assertThat(in(zone).hour(instant)).isEqualTo(hour);
  }

  @Test
  void in_every_zone_an_instant_is_in_the_hour_that_its_clock_shows() {
    Random random = new Random(7);
    for (String id : ZoneId.getAvailableZoneIds()) {
      ZoneId zone = ZoneId.of(id);
      Calendar calendar = in(zone);
      for (int i = 0; i < 200; i++) {
        Instant instant = Instant.ofEpochSecond(random.nextLong(-2_000_000_000L, 4_000_000_000L));
        Instant hour = calendar.hour(instant);
        assertThat(hour)
            .as("%s in %s", instant, id)
            .isBeforeOrEqualTo(instant)
            .isAfter(instant.minus(HOUR))
            .isEqualTo(calendar.hour(hour));
        assertThat(hour.atZone(zone).getHour()).isEqualTo(instant.atZone(zone).getHour());
      }
    }
  }

  private static Calendar in(ZoneId zone) {
    return new Calendar(zone, DayOfWeek.MONDAY);
  }
}
