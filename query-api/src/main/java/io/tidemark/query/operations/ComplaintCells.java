package io.tidemark.query.operations;

import io.tidemark.query.figures.Cell;
import io.tidemark.query.figures.Figures;
import io.tidemark.query.freshness.Snapshot;
import io.tidemark.query.operations.OperationsMetrics.Complaints;
import io.tidemark.query.operations.OperationsMetrics.Sla;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Complaints, per period, present priority and present status. */
final class ComplaintCells {

  static final List<String> PRIORITIES = List.of("low", "medium", "high", "critical");
  static final List<String> STATUSES =
      List.of("open", "in_progress", "resolved", "closed", "escalated");
  private static final Set<String> UNRESOLVED = Set.of("open", "in_progress", "escalated");
  private static final Set<String> ACTIVE = Set.of("open", "in_progress");

  static final String READ =
      """
      select c.grain, c.period_start, c.priority, c.status, c.complaints, c.responses,
        c.response_millis, c.resolutions, c.resolution_millis, c.resolved_in_time
      from unnest(?::text[], ?::date[]) as wanted (grain, period_start)
      join readmodel.complaints_by_priority_and_status c
        on c.grain = wanted.grain and c.period_start = wanted.period_start
      """;

  private record Row(
      Cell cell,
      String priority,
      String status,
      long complaints,
      long responses,
      long responseMillis,
      long resolutions,
      long resolutionMillis,
      long resolvedInTime) {

    boolean isUnresolved() {
      return UNRESOLVED.contains(status);
    }
  }

  private final List<Row> rows;

  private ComplaintCells(List<Row> rows) {
    this.rows = rows;
  }

  static ComplaintCells read(Snapshot snapshot, List<Cell> wanted) throws SQLException {
    List<Row> found = new ArrayList<>();
    try (PreparedStatement statement = snapshot.prepare(READ)) {
      BookingCells.bind(snapshot, statement, wanted);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(
              new Row(
                  new Cell(rows.getString(1), rows.getObject(2, LocalDate.class)),
                  rows.getString(3),
                  rows.getString(4),
                  rows.getLong(5),
                  rows.getLong(6),
                  rows.getLong(7),
                  rows.getLong(8),
                  rows.getLong(9),
                  rows.getLong(10)));
        }
      }
    }
    return new ComplaintCells(found);
  }

  Complaints complaints(Periods periods) {
    Cell asked = periods.asked();
    Map<String, Long> byPriority = new LinkedHashMap<>();
    PRIORITIES.forEach(p -> byPriority.put(p, count(asked, row -> row.priority().equals(p))));
    Map<String, Long> byStatus = new LinkedHashMap<>();
    STATUSES.forEach(s -> byStatus.put(s, count(asked, row -> row.status().equals(s))));
    return new Complaints(
        byPriority,
        byStatus,
        count(asked, _ -> true),
        count(periods.day(), _ -> true),
        unresolved(asked),
        meanResolutionHours(asked));
  }

  Sla sla(Periods periods, DueSlots due) {
    Cell asked = periods.asked();
    long breached = unresolved(asked) - due.future();
    return new Sla(
        due.atRisk(),
        breached,
        Figures.percent(sum(asked, Row::resolvedInTime), sum(asked, Row::resolutions) + breached),
        Figures.meanHours(sum(asked, Row::responseMillis), sum(asked, Row::responses)),
        meanResolutionHours(asked));
  }

  /** Complaints of all time that are being worked on now. */
  long activeNow() {
    return count(Cell.ALL, row -> ACTIVE.contains(row.status()));
  }

  long criticalNow() {
    return count(Cell.ALL, row -> row.priority().equals("critical") && row.isUnresolved());
  }

  private @Nullable BigDecimal meanResolutionHours(Cell cell) {
    return Figures.meanHours(sum(cell, Row::resolutionMillis), sum(cell, Row::resolutions));
  }

  private long unresolved(Cell cell) {
    return count(cell, Row::isUnresolved);
  }

  private long count(Cell cell, Predicate<Row> which) {
    return rows.stream()
        .filter(row -> row.cell().equals(cell))
        .filter(which)
        .mapToLong(Row::complaints)
        .sum();
  }

  private long sum(Cell cell, ToLongFunction<Row> amount) {
    return rows.stream().filter(row -> row.cell().equals(cell)).mapToLong(amount).sum();
  }
}
