package io.tidemark.query.freshness;

import io.tidemark.query.figures.Calendar;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The generation of the read model that serves in a snapshot: a full set of tables in a schema of
 * its own. Every statement of that snapshot goes through {@link #sql}, so that a switch to another
 * generation is seen whole or not at all.
 *
 * @param number 1, 2, 3 …
 * @param schema of its tables
 * @param calendar that its rows were computed with
 */
public record Generation(int number, String schema, Calendar calendar) {

  /** The schema that statements name. */
  private static final String NAMED = "readmodel.";

  private static final String SERVING =
      "select schema_name from tidemark.generation where state = 'serving'";

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

  public Generation {
    requireName(schema);
  }

  /** Before the database has been seen. */
  static Generation unknown(Calendar configured) {
    return new Generation(0, "readmodel", configured);
  }

  /**
   * The one in a row with {@code generation}, {@code schema_name}, {@code zone} and {@code
   * week_starts_on}.
   *
   * @param configured the calendar as long as no projector has told which one it is
   */
  static Generation of(ResultSet row, Calendar configured) throws SQLException {
    String zone = row.getString("zone");
    String weekStartsOn = row.getString("week_starts_on");
    try {
      return new Generation(
          row.getInt("generation"),
          row.getString("schema_name"),
          new Calendar(
              zone == null ? configured.zone() : ZoneId.of(zone),
              weekStartsOn == null
                  ? configured.weekStartsOn()
                  : DayOfWeek.valueOf(weekStartsOn.toUpperCase(Locale.ROOT))));
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new SQLException("what serves cannot be read by this release", e);
    }
  }

  /** The statement with this generation's tables in place of {@code readmodel.}…. */
  public String sql(String statement) {
    return sql(schema, statement);
  }

  /** The same for a transaction that is no snapshot: with what serves when this is called. */
  public static String sqlOfServing(Connection connection, String statement) throws SQLException {
    try (PreparedStatement serving = connection.prepareStatement(SERVING);
        ResultSet row = serving.executeQuery()) {
      if (!row.next()) {
        throw new SQLException("no generation of the read model serves");
      }
      return sql(requireName(row.getString(1)), statement);
    }
  }

  private static String sql(String schema, String statement) {
    return schema.equals("readmodel") ? statement : statement.replace(NAMED, schema + ".");
  }

  private static String requireName(String schema) {
    if (!NAME.matcher(schema).matches()) {
      throw new IllegalArgumentException("not the name of a generation's schema: " + schema);
    }
    return schema;
  }
}
