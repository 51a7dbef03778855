package io.tidemark.query.provider;

import io.tidemark.query.freshness.Snapshot;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;

/** Production of one provider, by the first days of periods. */
final class ProductionRows {

  static final String OF_PROVIDER =
      """
      select period_start, dentist, hygiene, entries
      from readmodel.production_by_provider
      where provider = ? and grain = ? and period_start between ? and ?
      """;

  static final String AT_LOCATION =
      """
      select period_start, dentist, hygiene, entries
      from readmodel.production_by_location
      where provider = ? and grain = ? and period_start between ? and ? and location = ?
      """;

  static final String BY_LOCATION =
      """
      select period_start, dentist, hygiene, entries, location
      from readmodel.production_by_location
      where provider = ? and grain = ? and period_start between ? and ?
      """;

  private ProductionRows() {}

  /** Of the query's periods, and of the one before them. */
  static Map<LocalDate, Production> series(Snapshot snapshot, PerformanceQuery query)
      throws SQLException {
    String location = query.locationId();
    String sql = location == null ? OF_PROVIDER : AT_LOCATION;
    try (PreparedStatement statement = snapshot.prepare(sql)) {
      bind(statement, query, query.grain().plus(query.first(), -1));
      if (location != null) {
        statement.setString(5, location);
      }
      Map<LocalDate, Production> found = new HashMap<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.put(rows.getObject(1, LocalDate.class), production(rows));
        }
      }
      return found;
    }
  }

  /** Of each location, in the query's last period and in the one before it. */
  static Map<String, Map<LocalDate, Production>> byLocation(
      Snapshot snapshot, PerformanceQuery query) throws SQLException {
    try (PreparedStatement statement = snapshot.prepare(BY_LOCATION)) {
      bind(statement, query, query.grain().plus(query.last(), -1));
      Map<String, Map<LocalDate, Production>> found = new HashMap<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found
              .computeIfAbsent(rows.getString(5), _ -> new HashMap<>())
              .put(rows.getObject(1, LocalDate.class), production(rows));
        }
      }
      return found;
    }
  }

  private static void bind(PreparedStatement statement, PerformanceQuery query, LocalDate from)
      throws SQLException {
    statement.setString(1, query.providerId());
    statement.setString(2, query.grain().column());
    statement.setObject(3, from);
    statement.setObject(4, query.last());
  }

  private static Production production(ResultSet row) throws SQLException {
    return new Production(row.getBigDecimal(2), row.getBigDecimal(3), row.getLong(4));
  }
}
