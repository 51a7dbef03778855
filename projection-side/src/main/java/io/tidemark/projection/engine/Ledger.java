package io.tidemark.projection.engine;

import io.tidemark.projection.engine.CellTable.Address;
import io.tidemark.projection.engine.Columns.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what was said of periods that have ended when it is said otherwise: the restatement ledger,
 * written in the transaction that changes the cells. See ADR 0021.
 */
final class Ledger {

  /** From here on a join by nested loops, which is all that sessions of a projector do, is slow. */
  private static final int MANY = 100;

  private final RestatementSettings settings;
  private final Generation generation;
  private final Clock clock;
  private final Told told;

  Ledger(RestatementSettings settings, Generation generation, Clock clock) {
    this.settings = settings;
    this.generation = generation;
    this.clock = clock;
    told = new Told(generation);
  }

  /**
   * Of which periods what these cells say restates what had been said: those that have ended, and
   * that something was said of before.
   */
  Set<Period> restated(Connection connection, CellTable table, Collection<Address> cells)
      throws SQLException {
    if (!settings.enabled() || !isKept(table)) {
      return Set.of();
    }
    Set<Period> periods = new HashSet<>();
    for (Address cell : cells) {
      if (cell.period().grain() != Grain.ALL) {
        periods.add(cell.period());
      }
    }
    Instant now = clock.instant();
    Map<Period, Instant> times = told.tell(connection, table, periods, now);
    LocalDate closed = generation.calendar().day(now.minus(settings.grace()));
    periods.removeIf(
        period -> !period.isOverOn(closed) || !isFilled(period, times.get(period), now));
    return periods;
  }

  /** A table from which zeros are removed lists what is pending now: its cells come and go. */
  static boolean isKept(CellTable table) {
    return !table.grains().isEmpty() && !table.dropsZeros();
  }

  private boolean isFilled(Period period, @Nullable Instant toldAt, Instant now) {
    if (toldAt == null) {
      return false;
    }
    boolean duringPeriod = !period.isOverOn(generation.calendar().day(toldAt));
    return duringPeriod || !now.isBefore(toldAt.plus(settings.filling()));
  }

  /**
   * Writes cells of periods that have ended, and keeps what they said before: that is what they say
   * now less the difference, so nothing is read back.
   *
   * @param values by column of the table, then cell
   * @param events by how many events each cell changes
   */
  void restate(Connection connection, CellTable table, @Nullable Object[][] values, Object[] events)
      throws SQLException {
    List<Column> columns = table.columns();
    Instant now = clock.instant();
    long window = settings.window().toSeconds();
    long start = now.getEpochSecond() - Math.floorMod(now.getEpochSecond(), window);
    boolean many = events.length > MANY;
    joinByHash(connection, many);
    try (PreparedStatement restate = connection.prepareStatement(sql(table))) {
      int next = 1;
      for (int c = 0; c < columns.size(); c++) {
        String type = columns.get(c).type().sql();
        restate.setArray(next++, connection.createArrayOf(type, values[c]));
      }
      restate.setArray(next++, connection.createArrayOf("bigint", events));
      restate.setInt(next++, generation.number());
      restate.setString(next++, table.name());
      restate.setObject(next++, Instant.ofEpochSecond(start).atOffset(ZoneOffset.UTC));
      restate.setObject(next++, now.atOffset(ZoneOffset.UTC));
      restate.setObject(next++, now.atOffset(ZoneOffset.UTC));
      restate.setInt(next, generation.number());
      restate.executeUpdate();
    }
    joinByHash(connection, false);
  }

  private static void joinByHash(Connection connection, boolean on) throws SQLException {
    try (Statement set = connection.createStatement()) {
      set.execute("set local enable_hashjoin = " + (on ? "on" : "off"));
    }
  }

  private String sql(CellTable table) {
    String all = names(table.columns(), "");
    List<Column> keys = table.columns().subList(0, table.keySize());
    List<Column> sums = table.sums().all();
    return """
    with delta as (select * from unnest(%s, ?::bigint[]) as delta (%s, events)),
    cell as (
      insert into %s as stored (%s) select %s from delta
      on conflict (%s) do update set %s
      returning %s
    )
    insert into tidemark.restatement as kept
      (generation, table_name, cell_key, period_start, period_end, cause, before, after,
       changes, events, window_start, first_at, last_at)
    select ?, ?, jsonb_build_object(%s), period_start, %s, 'events',
      jsonb_build_object(%s), jsonb_build_object(%s), 1, delta.events, ?, ?, ?
    from cell join delta using (%s)
    where exists (select from tidemark.generation where generation = ? and state = 'serving')
    on conflict (generation, table_name, window_start, cause, md5(cell_key::text)) do update set
      after = excluded.after, changes = kept.changes + 1, events = kept.events + excluded.events,
      last_at = excluded.last_at
    """
        .formatted(
            CellTable.arrays(table.columns()),
            all,
            generation.schema() + "." + table.name(),
            all,
            all,
            names(keys, ""),
            sums.stream()
                .map(Column::name)
                .map(sum -> sum + " = stored." + sum + " + excluded." + sum)
                .collect(Collectors.joining(", ")),
            names(table.columns(), "stored."),
            pairs(keys),
            PERIOD_END,
            sums(sums, "cell.%1$s - delta.%1$s"),
            sums(sums, "cell.%1$s"),
            names(keys, ""));
  }

  static final String PERIOD_END =
      """
      (case grain when 'day' then period_start + interval '1 day'
                  when 'week' then period_start + interval '7 days'
                  else period_start + interval '1 month' end)::date""";

  private static String names(List<Column> columns, String prefix) {
    return columns.stream().map(column -> prefix + column.name()).collect(Collectors.joining(", "));
  }

  /** {@code 'grain', grain, …}: what {@code jsonb_build_object} wants. */
  static String pairs(List<Column> columns) {
    return columns.stream()
        .map(column -> "'" + column.name() + "', " + column.name())
        .collect(Collectors.joining(", "));
  }

  static String sums(List<Column> columns, String expression) {
    return columns.stream()
        .map(
            column -> {
              String sum = expression.formatted(column.name());
              boolean decimal = column.type() == SqlType.NUMERIC;
              return "'" + column.name() + "', " + (decimal ? "trim_scale(" + sum + ")" : sum);
            })
        .collect(Collectors.joining(", "));
  }
}
