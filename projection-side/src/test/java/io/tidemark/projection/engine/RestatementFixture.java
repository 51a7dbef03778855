package io.tidemark.projection.engine;

import static io.tidemark.testkit.oracle.History.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.events.Event;
import io.tidemark.events.Received;
import io.tidemark.events.booking.BookingEvent;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * A read model whose clock the test sets, and what it keeps of bookings that are said otherwise.
 */
abstract class RestatementFixture {

  final ProjectionDatabase database = new ProjectionDatabase();
  Instant now = ProjectionDatabase.NOW;
  private int ids;

  RestatementFixture() {
    InstantSource source = () -> now;
    database.clock = source.withZone(ZoneOffset.UTC);
  }

  static BigDecimal eur(String amount) {
    return new BigDecimal(amount);
  }

  final Received created(String booking, String time, String amount) {
    return at(
        booking, time, new BookingEvent.Created(eur(amount), null, null, null, null, null, null));
  }

  final Received at(String booking, String time, Event event) {
    return event("e" + ids++, booking, Instant.parse(time), 0, event);
  }

  final void fold(Projector projector, Received... events) throws Exception {
    fold(database, projector, events);
  }

  static void fold(ProjectionDatabase database, Projector projector, Received... events)
      throws Exception {
    assertThat(projector.accept(database.records(List.of(events)), false)).isNull();
  }

  final List<String> kept() throws Exception {
    return kept(database);
  }

  static List<String> kept(ProjectionDatabase database) throws Exception {
    List<String> kept = new ArrayList<>();
    database.query(
        """
        select concat_ws(' ', cell_key ->> 'grain', period_start, period_end, cell_key ->> 'status',
          concat(before ->> 'bookings', '/', before ->> 'amount'), '->',
          concat(after ->> 'bookings', '/', after ->> 'amount'), 'in', changes, 'by', events)
        from tidemark.restatement
        where table_name = 'bookings_by_status' and cause = 'events'
          and cell_key ->> 'period_start' = period_start::text
        order by id
        """,
        row -> kept.add(row.getString(1)));
    return kept;
  }
}
