package io.tidemark.query.operations;

import io.tidemark.query.freshness.Snapshot;
import io.tidemark.query.operations.OperationsMetrics.Workload;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is assigned and not finished, by member of staff. */
final class StaffWorkload {

  static final String READ =
      """
      select w.staff, s.name, w.bookings, w.complaints, w.total
      from (
        select staff, bookings, complaints, total from readmodel.staff_workload
        where total > 0
        order by total desc, staff
        limit 100) w
      left join readmodel.staff s on s.id = w.staff
      order by w.total desc, w.staff
      """;

  private StaffWorkload() {}

  /** The most loaded first, at most 100. */
  static Map<String, Workload> read(Snapshot snapshot) throws SQLException {
    Map<String, Workload> byStaff = new LinkedHashMap<>();
    try (PreparedStatement statement = snapshot.prepare(READ);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        byStaff.put(
            rows.getString(1),
            new Workload(rows.getString(2), rows.getLong(3), rows.getLong(4), rows.getLong(5)));
      }
    }
    return byStaff;
  }
}
