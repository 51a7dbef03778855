package io.tidemark.projection.engine;

import io.tidemark.projection.engine.Columns.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;

/** What a switch to another generation restates: cells of ended periods in which the two differ. */
public final class Restatements {

  private static final String DIFFER =
      """
      select exists (
        select from tidemark.generation where generation in (?, ?) and differences > 0)
      """;

  private Restatements() {}

  /**
   * Keeps them, in the transaction that switches.
   *
   * @param from the generation that readers have read
   * @param to the one that they read from now on; both must be at the same positions
   * @return how many cells are restated
   */
  public static long bySwitch(
      Connection connection,
      Projections projections,
      Generation from,
      Generation to,
      RestatementSettings settings,
      Instant now)
      throws SQLException {
    if (!settings.enabled() || !differ(connection, from, to)) {
      return 0;
    }
    try (Statement set = connection.createStatement()) {
      set.execute("set local statement_timeout = '60s'");
      set.execute("set local enable_hashjoin = on");
      set.execute("set local enable_seqscan = on");
    }
    long restated = 0;
    LocalDate closed = to.calendar().day(now.minus(settings.grace()));
    for (CellTable table : projections.tables().filter(Ledger::isKept).toList()) {
      if (exists(connection, from, table)) {
        restated += restate(connection, table, from, to, closed, now);
      }
    }
    try (Statement set = connection.createStatement()) {
      set.execute("set local enable_hashjoin = off");
      set.execute("set local enable_seqscan = off");
    }
    return restated;
  }

  /** As they were compared when the later of them was verified. */
  private static boolean differ(Connection connection, Generation from, Generation to)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(DIFFER)) {
      select.setInt(1, from.number());
      select.setInt(2, to.number());
      try (ResultSet row = select.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private static boolean exists(Connection connection, Generation generation, CellTable table)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select to_regclass(?) is not null")) {
      select.setString(1, generation.schema() + "." + table.name());
      try (ResultSet row = select.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private static long restate(
      Connection connection,
      CellTable table,
      Generation from,
      Generation to,
      LocalDate closed,
      Instant now)
      throws SQLException {
    OffsetDateTime at = now.atOffset(ZoneOffset.UTC);
    // a week that begins on another day is another period, of which nothing was said
    boolean sameWeeks = from.calendar().weekStart() == to.calendar().weekStart();
    try (PreparedStatement insert = connection.prepareStatement(sql(table, from, to))) {
      insert.setInt(1, to.number());
      insert.setString(2, table.name());
      insert.setString(3, "generation " + to.number());
      insert.setObject(4, at);
      insert.setObject(5, at);
      insert.setObject(6, at);
      insert.setObject(7, closed);
      insert.setBoolean(8, sameWeeks);
      insert.setString(9, table.name());
      return insert.executeUpdate();
    }
  }

  private static String sql(CellTable table, Generation from, Generation to) {
    List<Column> keys = table.columns().subList(0, table.keySize());
    List<Column> sums = table.sums().all();
    return """
    insert into tidemark.restatement
      (generation, table_name, cell_key, period_start, period_end, cause, before, after,
       changes, events, window_start, first_at, last_at)
    select ?, ?, jsonb_build_object(%s), period_start, %s, ?,
      jsonb_build_object(%s), jsonb_build_object(%s), 1, 0, ?, ?, ?
    from %s was full join %s rebuilt using (%s)
    where grain <> 'all' and %s <= ? and (? or grain <> 'week') and (%s)
      and exists (select from tidemark.told
                  where table_name = ? and told.grain = coalesce(was.grain, rebuilt.grain)
                    and told.period_start = coalesce(was.period_start, rebuilt.period_start))
    on conflict do nothing
    """
        .formatted(
            Ledger.pairs(keys),
            Ledger.PERIOD_END,
            Ledger.sums(sums, "coalesce(was.%1$s, 0)"),
            Ledger.sums(sums, "coalesce(rebuilt.%1$s, 0)"),
            from.schema() + "." + table.name(),
            to.schema() + "." + table.name(),
            keys.stream().map(Column::name).collect(Collectors.joining(", ")),
            Ledger.PERIOD_END,
            sums.stream()
                .map(Column::name)
                .map(sum -> "coalesce(was.%1$s, 0) <> coalesce(rebuilt.%1$s, 0)".formatted(sum))
                .collect(Collectors.joining(" or ")));
  }
}
