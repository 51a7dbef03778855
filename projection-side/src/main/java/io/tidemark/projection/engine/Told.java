package io.tidemark.projection.engine;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Knows when something was first said to readers of each period of a table. What a committed row
 * says holds for ever, so it is asked for once; what this transaction adds is not yet known to
 * hold. Only the generation that serves says anything to readers.
 */
final class Told {

  private static final String SELECT =
      """
      select grain, period_start, told_at from tidemark.told
      where table_name = ? and (grain, period_start) in (select * from unnest(?::text[], ?::date[]))
      """;

  private static final String INSERT =
      """
      insert into tidemark.told (table_name, grain, period_start, told_at)
      select ?, grain, period_start, ? from unnest(?::text[], ?::date[]) as fresh (grain, period_start)
      where exists (select from tidemark.generation where generation = ? and state = 'serving')
      on conflict do nothing
      """;

  private final Generation generation;
  private final Map<CellTable, Map<Period, Instant>> known = new HashMap<>();

  Told(Generation generation) {
    this.generation = generation;
  }

  /**
   * When something was first said of these periods; of those that nothing was said of yet, it is
   * being said now.
   *
   * @return the times that are known; without a period that nothing was said of before
   */
  Map<Period, Instant> tell(
      Connection connection, CellTable table, Collection<Period> periods, Instant now)
      throws SQLException {
    Map<Period, Instant> its = known.computeIfAbsent(table, _ -> new HashMap<>());
    if (its.keySet().containsAll(periods)) {
      return its;
    }
    // in one order for all transactions, which wait for each other here
    TreeSet<Period> unknown = new TreeSet<>(Period.ORDER);
    unknown.addAll(periods);
    unknown.removeAll(its.keySet());
    read(connection, table, unknown, its);
    unknown.removeAll(its.keySet());
    if (!unknown.isEmpty()) {
      insert(connection, table, List.copyOf(unknown), now);
    }
    return its;
  }

  private static void read(
      Connection connection,
      CellTable table,
      Collection<Period> periods,
      Map<Period, Instant> known)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(SELECT)) {
      select.setString(1, table.name());
      select.setArray(2, connection.createArrayOf("text", grains(periods)));
      select.setArray(3, connection.createArrayOf("date", starts(periods)));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          Grain grain = (Grain) SqlType.ENUM.read(rows, 1, Grain.class);
          if (grain != null) {
            known.put(
                new Period(grain, rows.getObject(2, LocalDate.class)),
                rows.getObject(3, OffsetDateTime.class).toInstant());
          }
        }
      }
    }
  }

  private void insert(
      Connection connection, CellTable table, Collection<Period> periods, Instant now)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setString(1, table.name());
      insert.setObject(2, now.atOffset(ZoneOffset.UTC));
      insert.setArray(3, connection.createArrayOf("text", grains(periods)));
      insert.setArray(4, connection.createArrayOf("date", starts(periods)));
      insert.setInt(5, generation.number());
      insert.executeUpdate();
    }
  }

  private static Object[] grains(Collection<Period> periods) {
    return periods.stream().map(period -> SqlType.wireName(period.grain())).toArray();
  }

  private static Object[] starts(Collection<Period> periods) {
    return periods.stream().map(period -> period.periodStart().toString()).toArray();
  }
}
