package io.tidemark.projection.trust;

import io.tidemark.projection.engine.Amounts;
import io.tidemark.projection.engine.Candidates;
import io.tidemark.projection.engine.CellRows;
import io.tidemark.projection.engine.CellTable;
import io.tidemark.projection.engine.CellTable.Address;
import io.tidemark.projection.engine.Context;
import io.tidemark.projection.engine.Entity;
import io.tidemark.projection.engine.EntityTable;
import io.tidemark.projection.engine.Generation;
import io.tidemark.projection.engine.Generations;
import io.tidemark.projection.engine.ParameterStore;
import io.tidemark.projection.engine.PartialFold;
import io.tidemark.projection.engine.Projection;
import io.tidemark.projection.engine.Projections;
import io.tidemark.projection.engine.WrittenKey;
import io.tidemark.projection.trust.Explanation.Item;
import io.tidemark.projection.trust.Explanation.Place;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Finds the entities behind a cell, in one snapshot: contributes each that can count in it once
 * more. All of them are read for each page, since the total says whether the cell is exact; memory
 * holds one page.
 */
public final class Explainer {

  private static final int FETCH_SIZE = 5_000;
  private static final String CANCELED = "57014";

  private final Projections projections;
  private final Duration limit;

  /**
   * Explains what these projections count.
   *
   * @param limit for how long it may read
   */
  public Explainer(Projections projections, Duration limit) {
    this.projections = projections;
    this.limit = limit;
  }

  /** Too many entities must be read for that. */
  public static final class TooLong extends Exception {
    private TooLong(long entities) {
      super(entities + " entities were read", null, false, false);
    }
  }

  /** For how long it reads at most. */
  Duration limit() {
    return limit;
  }

  /** The table of that name. */
  public Optional<CellTable> table(String name) {
    return projections.tables().filter(table -> table.name().equals(name)).findFirst();
  }

  /** The tables that can be asked for. */
  public List<String> tables() {
    return projections.tables().map(CellTable::name).sorted().toList();
  }

  /**
   * Explains the cell with this key in the generation that serves.
   *
   * @param after where the page before ended; null for the first page
   * @param size of the page
   * @throws TooLong if it cannot be told within the limit
   */
  public Explanation explain(
      Connection connection, CellTable table, List<Object> key, @Nullable Place after, int size)
      throws SQLException, TooLong {
    Reading reading = new Reading(table, key, after, size);
    connection.setAutoCommit(false);
    connection.setReadOnly(true);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    try {
      return reading.run(connection);
    } catch (SQLException e) {
      if (CANCELED.equals(e.getSQLState())) {
        throw new TooLong(reading.read);
      }
      throw e;
    } finally {
      connection.rollback();
    }
  }

  private final class Reading {

    private final CellTable table;
    private final List<Object> key;
    private final @Nullable Place after;
    private final int size;
    private final long start = System.nanoTime();
    private final List<Object> total;

    /** The first ones of the page, the last of them on top. */
    private final PriorityQueue<Item> page =
        new PriorityQueue<>(Comparator.comparing(Item::place).reversed());

    private long read;
    private long counted;
    private boolean more;

    Reading(CellTable table, List<Object> key, @Nullable Place after, int size) {
      this.table = table;
      this.key = key;
      this.after = after;
      this.size = size;
      total = new ArrayList<>(table.zeros());
    }

    Explanation run(Connection connection) throws SQLException, TooLong {
      try (Statement set = connection.createStatement()) {
        // rows are found by the table's own indexes where there is one, and else by reading it all
        set.execute("set local enable_seqscan = on");
        set.execute("set local statement_timeout = " + limit.toMillis());
      }
      Generation generation = Generations.serving(connection);
      Context context = new Context(generation.calendar(), ParameterStore.load(connection));
      List<Object> cell = CellRows.find(connection, generation.schema(), table, key).orElse(null);
      for (Projection<?, ?> projection : projections.all()) {
        if (projection.tables().contains(table)) {
          read(connection, generation, context, projection);
        }
      }
      List<Item> items = page.stream().sorted(Comparator.comparing(Item::place)).toList();
      return new Explanation(
          table.name(),
          named(table.keyNames(), key),
          generation.number(),
          cell == null ? null : named(table.sumNames(), cell),
          named(table.sumNames(), total),
          cell == null ? CellTable.isZero(total) : cell.equals(total),
          counted,
          items,
          more ? items.getLast().place() : null,
          Duration.ofNanos(System.nanoTime() - start).toMillis());
    }

    private <E extends Entity> void read(
        Connection connection, Generation generation, Context context, Projection<?, E> projection)
        throws SQLException, TooLong {
      EntityTable<E> entities = projection.entities();
      PartialFold fold = new PartialFold(context, this::isAsked);
      Candidates candidates =
          Candidates.ofCell(projection, table, key, generation.calendar().zone());
      try (PreparedStatement select =
          candidates.select(connection, entities, generation.schema())) {
        select.setFetchSize(FETCH_SIZE);
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            if (++read % FETCH_SIZE == 0 && System.nanoTime() - start > limit.toNanos()) {
              throw new TooLong(read);
            }
            E entity = entities.readEntity(rows);
            fold.add(projection, entity);
            if (!fold.isEmpty()) {
              add(entities.name(), entity.id(), fold.cells());
            }
          }
        }
      }
    }

    private boolean isAsked(CellTable counted, Address address) {
      return counted.equals(table) && table.keyValues(address).equals(key);
    }

    private void add(String entity, String id, Map<CellTable, Map<Address, Amounts>> cells) {
      for (Amounts amounts : cells.values().iterator().next().values()) {
        List<Object> sums = table.sumValues(amounts);
        for (int i = 0; i < sums.size(); i++) {
          total.set(i, sum(total.get(i), sums.get(i)));
        }
        counted++;
        Place place = new Place(entity, id);
        if (after == null || place.compareTo(after) > 0) {
          page.add(new Item(entity, id, named(table.sumNames(), sums)));
          if (page.size() > size) {
            page.remove();
            more = true;
          }
        }
      }
    }
  }

  private static Object sum(Object a, Object b) {
    return a instanceof BigDecimal amount
        ? amount.add((BigDecimal) b).stripTrailingZeros()
        : (Object) Math.addExact((Long) a, (Long) b);
  }

  private static Map<String, Object> named(List<String> names, List<Object> values) {
    Map<String, Object> named = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      named.put(names.get(i), WrittenKey.written(values.get(i)));
    }
    return named;
  }
}
