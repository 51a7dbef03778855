package io.tidemark.standalone;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Bookings folded from the event store alone, in SQL, by their sequence: what the read model must
 * come to when all of it has been relayed. It shares nothing with the projections.
 */
final class BookingFold {

  private static final String DIFFERENCES =
      """
      with booking as (
        select aggregate_id,
          min(recorded_at::timestamptz) filter (where fact = 'created') at time zone 'UTC' as created,
          (array_agg(status order by sequence_number desc) filter (where status is not null))[1] as status,
          (array_agg(amount order by sequence_number desc) filter (where amount is not null))[1] as amount
        from (
          select aggregate_id, sequence_number, recorded_at, fact,
            case fact when 'created' then 'pending' when 'started' then 'in_progress'
              when 'confirmed' then fact when 'completed' then fact when 'cancelled' then fact end as status,
            (convert_from(payload, 'UTF8')::jsonb ->> 'amount')::numeric as amount
          from command.event, lateral (select substr(payload_type, length('io.tidemark.booking.') + 1)) f(fact)
          where payload_type like 'io.tidemark.booking.%'
        ) e
        group by aggregate_id
      ), expected as (
        select grain collate "C" as grain, start::date as period_start, status collate "C" as status, count(*) as bookings, sum(amount) as amount
        from booking, lateral (values ('day', date_trunc('day', created)), ('week', date_trunc('week', created)),
          ('month', date_trunc('month', created)), ('all', timestamp '1970-01-01')) p(grain, start)
        group by 1, 2, 3
      ), counted as (
        select grain collate "C" as grain, period_start, status collate "C" as status, bookings, amount
        from readmodel.bookings_by_status
        where bookings <> 0 or amount <> 0
      )
      (select 'missing ' || x from (select * from expected except select * from counted) x)
      union all
      (select 'too much ' || x from (select * from counted except select * from expected) x)
      """;

  private BookingFold() {}

  /** The cells that differ, either way; none of two empty sides. */
  static List<String> differences(Connection connection) throws SQLException {
    List<String> differences = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(DIFFERENCES)) {
      while (rows.next()) differences.add(rows.getString(1));
    }
    return differences;
  }
}
