package io.tidemark.projection.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.events.Received;
import io.tidemark.events.booking.BookingEvent;
import io.tidemark.testkit.oracle.History;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is kept when a period that has ended is said otherwise. */
final class RestatementTest extends RestatementFixture {

  @Test
  void a_late_event_restates_the_day_the_week_and_the_month_that_have_ended() throws Exception {
    try (Projector projector = database.assigned(1_000)) {
      now = Instant.parse("2026-10-01T12:00:00Z");
      fold(projector, created("b1", "2026-10-01T11:00:00Z", "100"));
      fold(projector, created("b2", "2026-10-01T11:30:00Z", "20.50"));
      now = Instant.parse("2026-11-20T10:00:00Z");
      fold(projector, at("b1", "2026-11-20T09:00:00Z", new BookingEvent.Confirmed()));
    }

    assertThat(kept())
        .containsExactlyInAnyOrder(
            "day 2026-10-01 2026-10-02 confirmed 0/0 -> 1/100 in 1 by 1",
            "day 2026-10-01 2026-10-02 pending 2/120.5 -> 1/20.5 in 1 by 1",
            "week 2026-09-28 2026-10-05 confirmed 0/0 -> 1/100 in 1 by 1",
            "week 2026-09-28 2026-10-05 pending 2/120.5 -> 1/20.5 in 1 by 1",
            "month 2026-10-01 2026-11-01 confirmed 0/0 -> 1/100 in 1 by 1",
            "month 2026-10-01 2026-11-01 pending 2/120.5 -> 1/20.5 in 1 by 1");
    assertThat(database.verify().differences()).isEmpty();
  }

  @Test
  void what_happens_today_restates_nothing() throws Exception {
    try (Projector projector = database.assigned(1_000)) {
      fold(projector, created("b1", "2026-11-20T09:00:00Z", "100"));
      fold(projector, at("b1", "2026-11-20T09:30:00Z", new BookingEvent.Confirmed()));
    }

    assertThat(kept()).isEmpty();
  }

  @Test
  void a_past_that_is_imported_is_filled_first_and_restated_later() throws Exception {
    try (Projector projector = database.assigned(1_000)) {
      fold(projector, created("b1", "2026-10-01T11:00:00Z", "100"));
      now = now.plus(Duration.ofMinutes(4));
      fold(projector, created("b2", "2026-10-01T12:00:00Z", "50"));
      assertThat(kept()).isEmpty();

      now = now.plus(Duration.ofMinutes(1));
      fold(projector, created("b3", "2026-10-01T13:00:00Z", "7"));
    }

    assertThat(kept()).contains("day 2026-10-01 2026-10-02 pending 2/150 -> 3/157 in 1 by 1");
  }

  @Test
  void changes_that_follow_each_other_within_an_hour_are_one_entry() throws Exception {
    try (Projector projector = database.assigned(1_000)) {
      now = Instant.parse("2026-10-01T12:00:00Z");
      fold(projector, created("b1", "2026-10-01T11:00:00Z", "1"));
      now = Instant.parse("2026-11-20T10:00:00Z");
      fold(projector, at("b1", "2026-11-20T09:00:00Z", new BookingEvent.Repriced(eur("2"), null)));
      now = now.plus(Duration.ofMinutes(59));
      fold(
          projector,
          at("b1", "2026-11-20T10:50:00Z", new BookingEvent.Repriced(eur("3"), null)),
          at("b1", "2026-11-20T10:51:00Z", new BookingEvent.Repriced(eur("4"), null)));
      now = now.plus(Duration.ofMinutes(1));
      fold(projector, at("b1", "2026-11-20T11:00:00Z", new BookingEvent.Repriced(eur("5"), null)));
    }

    assertThat(kept())
        .filteredOn(each -> each.startsWith("day"))
        .containsExactly(
            "day 2026-10-01 2026-10-02 pending 1/1 -> 1/4 in 2 by 3",
            "day 2026-10-01 2026-10-02 pending 1/4 -> 1/5 in 1 by 1");
  }

  @Test
  void the_last_minutes_of_a_day_may_come_for_an_hour() throws Exception {
    try (Projector projector = database.assigned(1_000)) {
      now = Instant.parse("2026-10-13T23:00:00Z");
      fold(projector, created("b1", "2026-10-13T22:00:00Z", "1"));
      now = Instant.parse("2026-10-14T00:59:59Z");
      fold(projector, created("b2", "2026-10-13T23:59:00Z", "1"));
      assertThat(kept()).isEmpty();

      now = Instant.parse("2026-10-14T01:00:00Z");
      fold(projector, created("b3", "2026-10-13T23:59:59Z", "1"));
    }

    assertThat(kept()).containsExactly("day 2026-10-13 2026-10-14 pending 2/2 -> 3/3 in 1 by 1");
  }

  @Test
  void a_day_ends_at_midnight_of_the_generations_zone() throws Exception {
    ProjectionDatabase tokyo = new ProjectionDatabase(ZoneId.of("Asia/Tokyo"));
    InstantSource source = () -> now;
    tokyo.clock = source.withZone(ZoneOffset.UTC);
    try (Projector projector = tokyo.assigned(1_000)) {
      now = Instant.parse("2026-10-13T14:00:00Z");
      fold(tokyo, projector, created("b1", "2026-10-13T13:00:00Z", "1"));
      now = Instant.parse("2026-10-13T16:00:00Z"); // an hour into the 14th there
      fold(tokyo, projector, created("b2", "2026-10-13T14:59:00Z", "1"));
    }

    assertThat(kept(tokyo)).hasSize(1);
  }

  @Test
  void nothing_is_kept_where_it_is_switched_off() throws Exception {
    database.restatements = RestatementSettings.OFF;
    try (Projector projector = database.assigned(1_000)) {
      now = Instant.parse("2026-10-01T12:00:00Z");
      fold(projector, created("b1", "2026-10-01T11:00:00Z", "1"));
      now = ProjectionDatabase.NOW;
      fold(projector, at("b1", "2026-11-20T09:00:00Z", new BookingEvent.Confirmed()));
    }

    assertThat(kept()).isEmpty();
  }

  @Test
  void the_ledger_leads_from_what_was_said_to_what_is_said() throws Exception {
    List<Received> history = History.of(23, 200);
    int middle = history.size() / 2;
    Map<String, List<BigDecimal>> before;
    try (Projector projector = database.assigned(10_000)) {
      projector.accept(database.records(history.subList(0, middle)), false);
      before = database.cells();
      for (int from = middle; from < history.size(); from += 150) {
        now = now.plus(Duration.ofMinutes(25));
        int to = Math.min(from + 150, history.size());
        projector.accept(database.records(history.subList(from, to)), false);
      }
    }
    Map<String, List<BigDecimal>> after = database.cells();
    Map<String, List<BigDecimal>> said = new HashMap<>(before);
    int[] entries = new int[1];
    database.query(
        """
        select concat_ws('|', table_name, cell_key ->> 'grain', cell_key ->> 'period_start',
            cell_key ->> 'status'), before, after, (before ->> 'bookings')::numeric,
          (before ->> 'amount')::numeric, (after ->> 'bookings')::numeric,
          (after ->> 'amount')::numeric, changes
        from tidemark.restatement where table_name = 'bookings_by_status' order by id
        """,
        row -> {
          String cell = row.getString(1);
          if (before.keySet().stream().noneMatch(each -> samePeriod(each, cell))) {
            return; // of which nothing had been said
          }
          List<BigDecimal> zero = List.of(BigDecimal.ZERO, BigDecimal.ZERO);
          assertThat(List.of(plain(row.getBigDecimal(4)), plain(row.getBigDecimal(5))))
              .as(cell)
              .isEqualTo(said.getOrDefault(cell, zero));
          said.put(cell, List.of(plain(row.getBigDecimal(6)), plain(row.getBigDecimal(7))));
          entries[0]++;
        });

    assertThat(entries[0]).isGreaterThan(100);
    after.forEach(
        (cell, sums) -> {
          boolean told = before.keySet().stream().anyMatch(each -> samePeriod(each, cell));
          if (cell.startsWith("bookings_by_status|") && !cell.contains("|all|") && told) {
            assertThat(said.get(cell)).as(cell).isEqualTo(sums);
          }
        });
    assertThat(database.verify().differences()).isEmpty();
  }

  private static boolean samePeriod(String cell, String other) {
    return cell.substring(0, cell.lastIndexOf('|'))
        .equals(other.substring(0, other.lastIndexOf('|')));
  }

  private static BigDecimal plain(BigDecimal number) {
    return requireNonNull(number).stripTrailingZeros();
  }
}
