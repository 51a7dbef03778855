package io.tidemark.projection.engine;

import io.tidemark.projection.engine.Columns.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Which entities can count in some cells: a condition on their rows, so that PostgreSQL leaves out
 * most of the others. What follows from names: a key column that is called like a column of the
 * entity has its value, and an entity counts in the periods of {@link Projection#countedOn}. A test
 * holds every projection to that.
 */
public final class Candidates {

  /** Where clocks are put back across midnight, some minutes of a day lie within the other. */
  private static final Duration REPEATED = Duration.ofHours(3);

  private final String sql;
  private final List<Object> values;

  private Candidates(String sql, List<Object> values) {
    this.sql = sql;
    this.values = values;
  }

  /** The entities that can count in the cell with these key values. */
  public static Candidates ofCell(
      Projection<?, ?> projection, CellTable table, List<Object> key, ZoneId zone) {
    List<String> conditions = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    EntityTable<?> entities = projection.entities();
    List<Column> columns = table.columns().subList(0, table.keySize());
    int first = 0;
    if (!table.grains().isEmpty()) {
      first = 2;
      addPeriod(projection, table.periodOf(key), zone, conditions, values);
    }
    for (int i = first; i < columns.size(); i++) {
      Column column = columns.get(i);
      // an empty text is what a key says of an entity that has no such value
      if (entities.has(column) && !key.get(i).equals("")) {
        conditions.add(column.name() + " = ?::" + column.type().sql());
        values.add(String.valueOf(column.type().element(key.get(i))));
      }
    }
    return new Candidates(String.join(" and ", conditions), values);
  }

  /** The entities that can count in some of these periods. */
  public static Candidates ofPeriods(
      Projection<?, ?> projection, Collection<Period> periods, ZoneId zone) {
    List<String> conditions = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    for (Period period : periods) {
      addPeriod(projection, period, zone, conditions, values);
    }
    // of a projection that does not say on which day it counts, all can
    String sql = conditions.size() == periods.size() ? String.join(" or ", conditions) : "";
    return new Candidates(sql, sql.isEmpty() ? List.of() : values);
  }

  private static void addPeriod(
      Projection<?, ?> projection,
      Period period,
      ZoneId zone,
      List<String> conditions,
      List<Object> values) {
    String register = projection.countedOn();
    if (register == null || period.grain() == Grain.ALL) {
      return;
    }
    SqlType type = projection.entities().typeOf(register);
    conditions.add("(%1$s >= ?::%2$s and %1$s < ?::%2$s)".formatted(register, type.sql()));
    if (type == SqlType.DATE) {
      values.add(period.periodStart().toString());
      values.add(period.end().toString());
    } else {
      values.add(text(period.periodStart().atStartOfDay(zone).toInstant().minus(REPEATED)));
      values.add(text(period.end().atStartOfDay(zone).toInstant().plus(REPEATED)));
    }
  }

  private static String text(Instant time) {
    return time.atOffset(ZoneOffset.UTC).toString();
  }

  /** A statement that reads them, to be closed by the caller. */
  public PreparedStatement select(Connection connection, EntityTable<?> entities, String schema)
      throws SQLException {
    PreparedStatement select =
        connection.prepareStatement(
            entities.selectAll(schema) + (sql.isEmpty() ? "" : " where " + sql));
    for (int i = 0; i < values.size(); i++) {
      select.setObject(i + 1, values.get(i));
    }
    return select;
  }
}
