package io.tidemark.projection.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testkit.oracle.StoredCells;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What somebody sees of generations who looks at the database again and again. */
final class Watched {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final ProjectionDatabase database;

  Watched(ProjectionDatabase database) {
    this.database = database;
  }

  /** The first value of the first row; -1 if there is none. */
  long number(String sql) throws Exception {
    try (Connection connection = database.dataSource.getConnection();
        var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getLong(1) : -1;
    }
  }

  void await(String sql, long wanted) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    long last = number(sql);
    while (last != wanted && Instant.now().isBefore(end)) {
      Thread.sleep(20);
      last = number(sql);
    }
    assertThat(last).as(sql + "; generations are " + generations()).isEqualTo(wanted);
  }

  private List<String> generations() throws Exception {
    List<String> generations = new ArrayList<>();
    database.query(
        "select to_jsonb(g)::text from tidemark.generation g",
        rows -> generations.add(rows.getString(1)));
    return generations;
  }

  /** Until the generation has this state. */
  void awaitState(int generation, String state) throws Exception {
    await(
        "select count(*) from tidemark.generation where generation = %d and state = '%s'"
            .formatted(generation, state),
        1);
  }

  /** Until so many records are folded into each. */
  void awaitFolded(long records, int... generations) throws Exception {
    for (int generation : generations) {
      await(folded(generation), records);
    }
  }

  /** How many records are folded into the generation. */
  long foldedInto(int generation) throws Exception {
    return number(folded(generation));
  }

  private static String folded(int generation) {
    return "select coalesce(sum(next_offset), 0) from tidemark.position where generation = "
        + generation;
  }

  /** Until nobody works on the generation. */
  void awaitAtRest(int generation) throws Exception {
    await(
        """
        select count(*) from pg_locks
        where locktype = 'advisory' and classid = x'74696465'::int and objid = %d
          and database = (select oid from pg_database where datname = current_database())
        """
            .formatted(generation),
        0);
  }

  long serving() throws Exception {
    return number("select generation from tidemark.generation where state = 'serving'");
  }

  Map<String, List<BigDecimal>> cells(String schema) throws Exception {
    try (Connection connection = database.dataSource.getConnection()) {
      return StoredCells.read(connection, schema);
    }
  }
}
