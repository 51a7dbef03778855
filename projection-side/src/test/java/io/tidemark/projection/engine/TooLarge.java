package io.tidemark.projection.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.events.Received;
import io.tidemark.events.booking.BookingEvent;
import io.tidemark.testkit.oracle.History;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Dead letters that were too large for one projector, and are not for another. */
final class TooLarge {

  /** About half of the records of a history are larger. */
  static final int SMALL = 50;

  static final int LARGE = 1 << 20;

  private TooLarge() {}

  /** So many bookings that were too large, and wait to be folded. */
  static ProjectionDatabase letters(int count) throws Exception {
    ProjectionDatabase database = new ProjectionDatabase();
    List<Received> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(created("b" + i, "1", "a long text".repeat(9)));
    }
    try (Projector projector = database.assigned(1_000, SMALL)) {
      projector.accept(database.records(events), false);
    }
    assertThat(count(database, "kind = 'too-large'")).isEqualTo(count);
    retryAll(database);
    return database;
  }

  /** A booking whose text decides how large it is. */
  static Received created(String id, String amount, String text) {
    return History.event(
        "created-" + id,
        id,
        Instant.parse("2026-11-01T00:00:00Z"),
        0,
        new BookingEvent.Created(new BigDecimal(amount), null, text, null, null, null, null));
  }

  /** As often as it takes: events come in between. */
  static void retry(ProjectionDatabase database, Projector projector) throws SQLException {
    for (int waiting = -1; waiting != count(database, "state = 'retrying'"); ) {
      waiting = count(database, "state = 'retrying'");
      assertThat(projector.retry(database.partitions())).isNull();
    }
  }

  /** Lets all of them wait that are not folded. */
  static void retryAll(ProjectionDatabase database) throws SQLException {
    database.execute(
        "update tidemark.dead_letter set state = 'retrying' where state in ('open', 'retrying')");
  }

  /** How many letters are so. */
  static int count(ProjectionDatabase database, String where) throws SQLException {
    return number(database, "select count(*) from tidemark.dead_letter where " + where);
  }

  /** How many bookings count. */
  static int bookings(ProjectionDatabase database) throws SQLException {
    return number(
        database,
        "select coalesce(sum(bookings), 0) from readmodel.bookings_by_status where grain = 'all'");
  }

  private static int number(ProjectionDatabase database, String query) throws SQLException {
    List<Integer> numbers = new ArrayList<>();
    database.query(query, rows -> numbers.add(rows.getInt(1)));
    return numbers.getFirst();
  }
}
