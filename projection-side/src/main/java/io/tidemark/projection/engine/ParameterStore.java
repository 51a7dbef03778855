package io.tidemark.projection.engine;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** Reads the parameters. */
public final class ParameterStore {

  private static final String SELECT =
      """
      select version, name, valid_from = '-infinity', valid_from, value
      from tidemark.parameter_version left join tidemark.parameter on true
      """;

  private ParameterStore() {}

  public static Parameters load(Connection connection) throws SQLException {
    long version = 0;
    List<Parameters.Value> values = new ArrayList<>();
    try (Statement select = connection.createStatement();
        ResultSet rows = select.executeQuery(SELECT)) {
      while (rows.next()) {
        version = rows.getLong(1);
        if (rows.getString(2) != null) {
          Instant validFrom =
              rows.getBoolean(3)
                  ? Instant.MIN
                  : rows.getObject(4, OffsetDateTime.class).toInstant();
          values.add(new Parameters.Value(rows.getString(2), validFrom, rows.getString(5)));
        }
      }
    }
    return Parameters.of(version, values);
  }
}
