package io.tidemark.projection.rebuild;

import io.tidemark.projection.engine.CellTable;
import io.tidemark.projection.engine.CellTable.Field;
import io.tidemark.projection.engine.Generation;
import io.tidemark.projection.engine.Projections;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Compares two generations cell by cell, each as its connection's snapshot has it. Both sides are
 * read in the order of their keys, so that no more than a row of each is in memory.
 */
final class Comparison {

  /** So many differences of a table are kept; all are counted. */
  static final int KEPT = 200;

  private static final int FETCH_SIZE = 5_000;

  /**
   * A cell in which they differ.
   *
   * @param key the key columns, as text
   * @param serving its sums in the one that serves; null if there is no such cell
   * @param rebuilt its sums in the other; null if there is no such cell
   */
  record Difference(
      CellTable table,
      List<String> key,
      @Nullable List<BigDecimal> serving,
      @Nullable List<BigDecimal> rebuilt) {}

  /** What was found: how many cells there are in either, and how many differ, by table. */
  record Outcome(long cells, Map<String, Long> byTable, List<Difference> kept) {
    long differences() {
      return byTable.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  private record Cell(List<String> key, List<BigDecimal> sums) {}

  private final Projections projections;
  private long cells;
  private final Map<String, Long> byTable = new LinkedHashMap<>();
  private final List<Difference> kept = new ArrayList<>();

  Comparison(Projections projections) {
    this.projections = projections;
  }

  Outcome compare(
      Connection servingSnapshot,
      Generation serving,
      Connection rebuiltSnapshot,
      Generation rebuilt,
      Progress progress)
      throws SQLException {
    for (CellTable table : projections.tables().toList()) {
      if (progress.isStopped()) {
        break;
      }
      try (Side old = new Side(servingSnapshot, table, serving.schema());
          Side fresh = new Side(rebuiltSnapshot, table, rebuilt.schema())) {
        merge(table, old, fresh);
      }
    }
    return new Outcome(cells, byTable, kept);
  }

  private void merge(CellTable table, Side old, Side fresh) throws SQLException {
    Cell left = old.next();
    Cell right = fresh.next();
    while (left != null || right != null) {
      cells++;
      int order = left == null ? 1 : right == null ? -1 : order(left.key(), right.key());
      if (order < 0 && left != null) {
        differ(new Difference(table, left.key(), left.sums(), null));
        left = old.next();
      } else if (order > 0 && right != null) {
        differ(new Difference(table, right.key(), null, right.sums()));
        right = fresh.next();
      } else if (left != null && right != null) {
        if (!left.sums().equals(right.sums())) {
          differ(new Difference(table, left.key(), left.sums(), right.sums()));
        }
        left = old.next();
        right = fresh.next();
      }
    }
  }

  private void differ(Difference difference) {
    if (byTable.merge(difference.table().name(), 1L, Long::sum) <= KEPT) {
      kept.add(difference);
    }
  }

  /** As PostgreSQL's collation C has it: by bytes of UTF-8, which is by code points. */
  private static int order(List<String> a, List<String> b) {
    for (int i = 0; i < a.size(); i++) {
      int order = order(a.get(i), b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static int order(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean surrogates = Character.isSurrogate(x) != Character.isSurrogate(y);
        return surrogates ? (Character.isSurrogate(x) ? 1 : -1) : Character.compare(x, y);
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  /** The cells of one side, in order, without those whose sums are all 0. */
  private static final class Side implements AutoCloseable {

    private final Statement statement;
    private final ResultSet rows;
    private final int keys;
    private final int columns;

    Side(Connection connection, CellTable table, String schema) throws SQLException {
      List<Field> fields = table.fields();
      keys = (int) fields.stream().filter(Field::key).count();
      columns = fields.size();
      String key =
          fields.stream().filter(Field::key).map(Field::asText).collect(Collectors.joining(", "));
      String sums =
          fields.stream()
              .filter(field -> !field.key())
              .map(Field::column)
              .collect(Collectors.joining(", "));
      String order =
          IntStream.rangeClosed(1, keys)
              .mapToObj(Integer::toString)
              .collect(Collectors.joining(", "));
      statement = connection.createStatement();
      statement.setFetchSize(FETCH_SIZE);
      rows =
          statement.executeQuery(
              "select %s, %s from %s.%s order by %s"
                  .formatted(key, sums, schema, table.name(), order));
    }

    @Nullable Cell next() throws SQLException {
      while (rows.next()) {
        List<BigDecimal> sums = new ArrayList<>(columns - keys);
        boolean zero = true;
        for (int i = keys + 1; i <= columns; i++) {
          BigDecimal sum = rows.getBigDecimal(i).stripTrailingZeros();
          zero &= sum.signum() == 0;
          sums.add(sum);
        }
        if (!zero) {
          List<String> key = new ArrayList<>(keys);
          for (int i = 1; i <= keys; i++) {
            key.add(rows.getString(i));
          }
          return new Cell(key, sums);
        }
      }
      return null;
    }

    @Override
    public void close() throws SQLException {
      statement.close();
    }
  }
}
