package io.tidemark.projection.engine;

import io.tidemark.projection.engine.Batch.Changes;
import io.tidemark.projection.engine.BatchWriter.Outdated;
import io.tidemark.projection.engine.Columns.Column;
import io.tidemark.projection.engine.EntityTable.Row;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** Writes the rows of entities: new ones by COPY, changed ones where they are as they were read. */
final class EntityRows {

  private static final String UNIQUE_VIOLATION = "23505";

  private final String schema;

  EntityRows(String schema) {
    this.schema = schema;
  }

  <E extends Entity> void insert(Connection connection, Changes<E> changes)
      throws SQLException, Outdated {
    if (changes.inserts().isEmpty()) {
      return;
    }
    EntityTable<E> table = changes.table();
    StringBuilder text = new StringBuilder(changes.inserts().size() * 300);
    for (Row<E> row : changes.inserts()) {
      appendRow(text, table, row);
    }
    try {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn(table.copyIn(schema), new StringReader(text.toString()));
    } catch (IOException e) {
      throw new IllegalStateException("reading from a string failed", e);
    } catch (SQLException e) {
      if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
        throw new Outdated("a row that is new here is in " + table.name() + " already", true);
      }
      throw e;
    }
  }

  private static <E extends Entity> void appendRow(
      StringBuilder text, EntityTable<E> table, Row<E> row) {
    E entity = row.entity();
    appendText(text, entity.id());
    text.append('\t').append(row.partition()).append('\t').append(row.revision());
    text.append("\t\\\\x");
    HexFormat.of().formatHex(text, table.stamps(entity));
    for (int i = 0; i < table.registers().size(); i++) {
      Column column = table.registers().get(i);
      Object element = column.type().element(table.register(entity, i).value());
      text.append('\t');
      if (element == null) {
        text.append("\\N");
      } else {
        appendText(text, element.toString());
      }
    }
    text.append('\n');
  }

  /** COPY's text format: backslash, tab and line ends are escaped. */
  private static void appendText(StringBuilder text, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> text.append("\\\\");
        case '\t' -> text.append("\\t");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        default -> text.append(c);
      }
    }
  }

  <E extends Entity> void update(Connection connection, Changes<E> changes)
      throws SQLException, Outdated {
    List<Row<E>> rows = changes.updates();
    if (rows.isEmpty()) {
      return;
    }
    EntityTable<E> table = changes.table();
    int size = rows.size();
    String[] ids = new String[size];
    Object[] partitions = new Object[size];
    Object[] revisions = new Object[size];
    byte[][] stamps = new byte[size][];
    @Nullable Object[][] values = new Object[table.registers().size()][size];
    for (int i = 0; i < size; i++) {
      Row<E> row = rows.get(i);
      ids[i] = row.entity().id();
      partitions[i] = row.partition();
      revisions[i] = row.revision() - 1;
      stamps[i] = table.stamps(row.entity());
      for (int r = 0; r < values.length; r++) {
        Object value = table.register(row.entity(), r).value();
        values[r][i] = table.registers().get(r).type().element(value);
      }
    }
    try (PreparedStatement update = connection.prepareStatement(table.update(schema))) {
      update.setArray(1, connection.createArrayOf("text", ids));
      update.setArray(2, connection.createArrayOf("smallint", partitions));
      update.setArray(3, connection.createArrayOf("integer", revisions));
      update.setArray(4, connection.createArrayOf("bytea", stamps));
      for (int r = 0; r < values.length; r++) {
        String type = table.registers().get(r).type().sql();
        update.setArray(5 + r, connection.createArrayOf(type, values[r]));
      }
      if (update.executeUpdate() != size) {
        throw new Outdated("a row of " + table.name() + " is not as it was read", true);
      }
    }
  }
}
