package io.tidemark.projection.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.events.booking.BookingEvent;
import io.tidemark.projection.ReadModel;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Of two generations, what is kept is what readers were told otherwise. */
final class RestatedGenerationsTest extends RestatementFixture {

  @Test
  void a_generation_that_nobody_reads_restates_nothing() throws Exception {
    database.execute("update tidemark.generation set state = 'following'");
    try (Projector projector = database.assigned(1_000)) {
      now = Instant.parse("2026-10-01T12:00:00Z");
      fold(projector, created("b1", "2026-10-01T11:00:00Z", "1"));
      now = ProjectionDatabase.NOW;
      fold(projector, at("b1", "2026-11-20T09:00:00Z", new BookingEvent.Confirmed()));
    }

    assertThat(kept()).isEmpty();
    database.query(
        "select count(*) from tidemark.told", row -> assertThat(row.getLong(1)).isZero());
    database.execute("update tidemark.generation set state = 'serving'");
    assertThat(database.verify().differences()).isEmpty();
  }

  @Test
  void a_switch_restates_the_cells_in_which_the_generations_differ() throws Exception {
    try (Projector projector = database.assigned(1_000)) {
      now = Instant.parse("2026-10-01T12:00:00Z");
      fold(projector, created("b1", "2026-10-01T11:00:00Z", "1"));
      now = ProjectionDatabase.NOW;
      fold(projector, created("b2", "2026-11-20T09:00:00Z", "1"));
    }
    ReadModel.migrate(database.dataSource, "readmodel_2");
    database.execute(
        """
        insert into tidemark.generation (generation, schema_name, state, reason, requested_by,
          differences)
        values (2, 'readmodel_2', 'following', 'test', 'test', 4);
        insert into readmodel_2.bookings_by_status
        select grain, period_start, 'confirmed', bookings, amount + 1
        from readmodel.bookings_by_status where grain <> 'week'
        union all
        select * from readmodel.bookings_by_status where grain = 'week'
        """);
    Generation second = new Generation(2, "readmodel_2", database.calendar);
    long restated;
    try (Connection connection = database.dataSource.getConnection()) {
      connection.setAutoCommit(false);
      restated =
          Restatements.bySwitch(
              connection,
              ReadModel.projections(),
              database.generation,
              second,
              database.restatements,
              now);
      connection.commit();
    }

    assertThat(restated).isEqualTo(4);
    List<String> kept = new ArrayList<>();
    database.query(
        """
        select concat_ws(' ', cause, cell_key ->> 'grain', cell_key ->> 'status', before, after)
        from tidemark.restatement where generation = 2
        """,
        row -> kept.add(row.getString(1)));
    assertThat(kept)
        .hasSize(4)
        .contains(
            "generation 2 day pending {\"amount\": 1, \"bookings\": 1} {\"amount\": 0, \"bookings\": 0}",
            "generation 2 month confirmed {\"amount\": 0, \"bookings\": 0} {\"amount\": 2, \"bookings\": 1}");
  }
}
