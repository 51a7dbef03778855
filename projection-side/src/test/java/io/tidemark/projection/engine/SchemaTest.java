package io.tidemark.projection.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.projection.ReadModel;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The migrations create what the records say, and statements reach rows by index. */
final class SchemaTest {

  private final ProjectionDatabase database = new ProjectionDatabase();

  @Test
  void every_table_of_cells_has_its_records_columns_and_key() throws Exception {
    for (CellTable table : ReadModel.projections().tables().toList()) {
      List<String> expected =
          table.columns().stream().map(c -> c.name() + " " + c.type().sql()).toList();
      assertThat(columns(table.name())).as(table.name()).containsExactlyElementsOf(expected);
      assertThat(primaryKey(table.name()))
          .as(table.name())
          .containsExactlyInAnyOrderElementsOf( // in the order that readers look rows up by
              table.columns().subList(0, table.keySize()).stream()
                  .map(Columns.Column::name)
                  .toList());
    }
  }

  @Test
  void every_table_of_entities_has_its_registers_columns() throws Exception {
    for (Projection<?, ?> projection : ReadModel.projections().all()) {
      EntityTable<?> table = projection.entities();
      Set<String> expected =
          new TreeSet<>(
              Set.of("id text", "partition smallint", "revision integer", "stamps bytea"));
      table.registers().forEach(r -> expected.add(r.name() + " " + r.type().sql()));
      assertThat(new TreeSet<>(columns(table.name()))).as(table.name()).isEqualTo(expected);
      assertThat(primaryKey(table.name())).containsExactly("id");
    }
  }

  @Test
  void no_other_table_is_in_the_read_model() throws Exception {
    Set<String> known = new TreeSet<>();
    ReadModel.projections().tables().forEach(table -> known.add(table.name()));
    ReadModel.projections().all().forEach(p -> known.add(p.entities().name()));
    Set<String> found = new TreeSet<>();
    database.query(
        "select table_name from information_schema.tables where table_schema = 'readmodel' and table_name <> 'flyway_schema_history'",
        rows -> found.add(rows.getString(1)));
    assertThat(found).isEqualTo(known);
  }

  @Test
  void known_rows_are_updated_by_index() throws Exception {
    for (Projection<?, ?> projection : ReadModel.projections().all()) {
      EntityTable<?> table = projection.entities();
      // until it is analysed PostgreSQL does not take a table for empty
      database.execute("analyze readmodel." + table.name());
      assertThat(planOfUpdate(table, 5_000))
          .as(table.name() + " while it is empty: the plan is kept when it grows")
          .doesNotContain("Seq Scan");
      database.execute(
          """
          insert into readmodel.%s (id, partition, revision, stamps)
          select 'e' || n, 0, 1, '' from generate_series(1, 50000) n;
          analyze readmodel.%s
          """
              .formatted(table.name(), table.name()));
      assertThat(planOfUpdate(table, 5_000))
          .as(table.name())
          .contains("Index Scan using " + table.name() + "_pkey")
          .doesNotContain("Seq Scan");
    }
  }

  private String planOfUpdate(EntityTable<?> table, int rows) throws Exception {
    StringBuilder plan = new StringBuilder();
    try (Connection connection = database.dataSource.getConnection();
        PreparedStatement update =
            connection.prepareStatement("explain " + table.update("readmodel"))) {
      Object[] ids = IntStream.rangeClosed(1, rows).mapToObj(n -> "e" + n).toArray();
      update.setArray(1, connection.createArrayOf("text", ids));
      update.setArray(2, connection.createArrayOf("smallint", new Object[rows]));
      update.setArray(3, connection.createArrayOf("integer", new Object[rows]));
      update.setArray(4, connection.createArrayOf("bytea", new Object[rows]));
      for (int i = 0; i < table.registers().size(); i++) {
        String type = table.registers().get(i).type().sql();
        update.setArray(5 + i, connection.createArrayOf(type, new Object[rows]));
      }
      try (ResultSet lines = update.executeQuery()) {
        while (lines.next()) {
          plan.append(lines.getString(1)).append('\n');
        }
      }
    }
    return plan.toString();
  }

  private List<String> columns(String table) throws Exception {
    List<String> columns = new ArrayList<>();
    database.query(
        """
        select column_name || ' ' ||
          case data_type when 'timestamp with time zone' then 'timestamptz' else data_type end
        from information_schema.columns
        where table_schema = 'readmodel' and table_name = '%s' order by ordinal_position
        """
            .formatted(table),
        rows -> columns.add(rows.getString(1)));
    return columns;
  }

  private List<String> primaryKey(String table) throws Exception {
    List<String> columns = new ArrayList<>();
    database.query(
        """
        select a.attname from pg_index i join pg_attribute a
          on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
        where i.indrelid = 'readmodel.%s'::regclass and i.indisprimary
        order by array_position(i.indkey, a.attnum)
        """
            .formatted(table),
        rows -> columns.add(rows.getString(1)));
    return columns;
  }
}
