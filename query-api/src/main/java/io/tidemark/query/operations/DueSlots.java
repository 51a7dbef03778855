package io.tidemark.query.operations;

import io.tidemark.query.figures.Cell;
import io.tidemark.query.freshness.Snapshot;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Unresolved complaints by when they are due, as of a whole second.
 *
 * @param atRisk due in (now, now + buffer]
 * @param future due after now
 * @param changesAt when the first of them leaves or enters one of these ranges; null if none will
 */
record DueSlots(long atRisk, long future, @Nullable Instant changesAt) {

  static final DueSlots NONE = new DueSlots(0, 0, null);

  /**
   * A range is summed from seconds up to a whole minute, minutes inside, and seconds at the end: at
   * most 120 rows besides one for each minute that has a complaint due.
   */
  static final String READ =
      """
      with due as not materialized (
        select slot, due, complaints from readmodel.complaints_due
        where grain = ? and period_start = ?)
      select
        (select coalesce(sum(complaints), 0) from due
           where slot = 'second' and due > p.now and due <= least(p.now_minute, p.risk))
        + (select coalesce(sum(complaints), 0) from due
           where slot = 'minute' and due > p.now_minute and due <= p.risk_minute)
        + (select coalesce(sum(complaints), 0) from due
           where slot = 'second' and due > greatest(p.now_minute, p.risk_minute) and due <= p.risk)
          as at_risk,
        (select coalesce(sum(complaints), 0) from due
           where slot = 'second' and due > p.now and due <= p.now_minute)
        + (select coalesce(sum(complaints), 0) from due
           where slot = 'minute' and due > p.now_minute)
          as future,
        (select min(due) from due where slot = 'second' and due > p.now) as next_breach,
        (select min(due) from due where slot = 'second' and due > p.risk) - ?::interval as next_risk
      from (select ?::timestamptz, ?::timestamptz, ?::timestamptz, ?::timestamptz)
        as p (now, now_minute, risk, risk_minute)
      """;

  /**
   * @param now a whole second
   * @param buffer a whole number of seconds
   */
  static DueSlots read(Snapshot snapshot, Cell period, Instant now, Duration buffer)
      throws SQLException {
    Instant risk = now.plus(buffer);
    try (PreparedStatement statement = snapshot.prepare(READ)) {
      statement.setString(1, period.grain());
      statement.setObject(2, period.start());
      statement.setString(3, buffer.toSeconds() + " seconds");
      statement.setObject(4, at(now));
      statement.setObject(5, at(wholeMinuteFrom(now)));
      statement.setObject(6, at(risk));
      statement.setObject(7, at(risk.truncatedTo(ChronoUnit.MINUTES)));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return new DueSlots(
            row.getLong("at_risk"),
            row.getLong("future"),
            earlier(row.getTimestamp("next_breach"), row.getTimestamp("next_risk")));
      }
    }
  }

  private static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static Instant wholeMinuteFrom(Instant instant) {
    Instant minute = instant.truncatedTo(ChronoUnit.MINUTES);
    return minute.equals(instant) ? minute : minute.plus(1, ChronoUnit.MINUTES);
  }

  private static @Nullable Instant earlier(@Nullable Timestamp a, @Nullable Timestamp b) {
    if (a == null || b == null) {
      return a != null ? a.toInstant() : b != null ? b.toInstant() : null;
    }
    return a.before(b) ? a.toInstant() : b.toInstant();
  }
}
