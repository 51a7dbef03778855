package io.tidemark.query.operations;

import io.tidemark.query.figures.Cell;
import io.tidemark.query.figures.Figures;
import io.tidemark.query.freshness.Snapshot;
import io.tidemark.query.operations.OperationsMetrics.Bookings;
import io.tidemark.query.operations.OperationsMetrics.Revenue;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Bookings and their amounts, per period and present status. */
final class BookingCells {

  /** In the order in which a booking passes through them. */
  static final List<String> STATUSES =
      List.of("pending", "confirmed", "in_progress", "completed", "cancelled");

  static final String READ =
      """
      select c.grain, c.period_start, c.status, c.bookings, c.amount
      from unnest(?::text[], ?::date[]) as wanted (grain, period_start)
      join readmodel.bookings_by_status c
        on c.grain = wanted.grain and c.period_start = wanted.period_start
      """;

  private record Sum(long bookings, BigDecimal amount) {
    static final Sum NONE = new Sum(0, BigDecimal.ZERO);

    Sum plus(Sum other) {
      return new Sum(bookings + other.bookings, amount.add(other.amount));
    }
  }

  private final Map<Cell, Map<String, Sum>> cells;

  private BookingCells(Map<Cell, Map<String, Sum>> cells) {
    this.cells = cells;
  }

  static BookingCells read(Snapshot snapshot, List<Cell> wanted) throws SQLException {
    Map<Cell, Map<String, Sum>> cells = new HashMap<>();
    try (PreparedStatement statement = snapshot.prepare(READ)) {
      bind(snapshot, statement, wanted);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Cell cell = new Cell(rows.getString(1), rows.getObject(2, LocalDate.class));
          cells
              .computeIfAbsent(cell, _ -> new HashMap<>())
              .put(rows.getString(3), new Sum(rows.getLong(4), rows.getBigDecimal(5)));
        }
      }
    }
    return new BookingCells(cells);
  }

  /** Binds the first two parameters: the grains and the starts of the periods. */
  static void bind(Snapshot snapshot, PreparedStatement statement, List<Cell> wanted)
      throws SQLException {
    statement.setArray(1, snapshot.array("text", wanted.stream().map(Cell::grain)));
    statement.setArray(2, snapshot.array("date", wanted.stream().map(Cell::start)));
  }

  Bookings bookings(Periods periods) {
    Map<String, Long> byStatus = new LinkedHashMap<>();
    STATUSES.forEach(status -> byStatus.put(status, sum(periods.asked(), status).bookings()));
    return new Bookings(
        byStatus,
        total(periods.asked()),
        total(periods.day()),
        total(periods.week()),
        total(periods.month()),
        Figures.growth(total(periods.growing()), total(periods.before())));
  }

  Revenue revenue(Periods periods, Set<String> revenueStatuses) {
    Map<String, BigDecimal> byStatus = new LinkedHashMap<>();
    STATUSES.forEach(
        status -> byStatus.put(status, Figures.money(sum(periods.asked(), status).amount())));
    Sum total = sum(periods.asked(), revenueStatuses);
    return new Revenue(
        Figures.money(total.amount()),
        byStatus,
        Figures.money(sum(periods.day(), revenueStatuses).amount()),
        Figures.money(sum(periods.week(), revenueStatuses).amount()),
        Figures.money(sum(periods.month(), revenueStatuses).amount()),
        Figures.average(total.amount(), total.bookings()),
        Figures.growth(
            sum(periods.growing(), revenueStatuses).amount(),
            sum(periods.before(), revenueStatuses).amount()));
  }

  /** Bookings of all time that are in one of these statuses now. */
  long now(String... statuses) {
    return sum(Cell.ALL, Set.of(statuses)).bookings();
  }

  private long total(Cell cell) {
    return cells.getOrDefault(cell, Map.of()).values().stream().mapToLong(Sum::bookings).sum();
  }

  private Sum sum(Cell cell, String status) {
    return cells.getOrDefault(cell, Map.of()).getOrDefault(status, Sum.NONE);
  }

  private Sum sum(Cell cell, Set<String> statuses) {
    return statuses.stream().map(status -> sum(cell, status)).reduce(Sum.NONE, Sum::plus);
  }
}
