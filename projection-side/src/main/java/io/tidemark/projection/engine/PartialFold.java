package io.tidemark.projection.engine;

import io.tidemark.projection.engine.CellTable.Address;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Adds up what entities count for in some cells alone, so that memory holds no more than these. */
public final class PartialFold implements Cells, Summation {

  /** Which cells are added up. */
  @FunctionalInterface
  public interface Choice {

    boolean includes(CellTable table, Address address);
  }

  private final Context context;
  private final Choice choice;
  private Map<CellTable, Map<Address, Amounts>> chosen = new LinkedHashMap<>();

  public PartialFold(Context context, Choice choice) {
    this.context = context;
    this.choice = choice;
  }

  @Override
  public <E extends Entity> void add(Projection<?, E> projection, E entity) {
    if (entity.exists()) {
      projection.contribute(entity, context, this);
    }
  }

  @Override
  public <K extends Record, S extends Record> void add(Table<K, S> table, K key, S sums) {
    add(table.cells(), new Address(Period.ALL_TIME, key), sums);
  }

  @Override
  public <K extends Record, S extends Record> void add(
      PeriodTable<K, S> table, LocalDate day, K key, S sums) {
    CellTable cells = table.cells();
    for (Grain grain : cells.grains()) {
      add(cells, new Address(context.calendar().period(grain, day), key), sums);
    }
  }

  private void add(CellTable table, Address address, Record sums) {
    if (choice.includes(table, address)) {
      var columns = table.sums().all();
      chosen
          .computeIfAbsent(table, _ -> new HashMap<>())
          .computeIfAbsent(address, _ -> new Amounts(columns.size()))
          .add(columns, sums, 1);
    }
  }

  /** The chosen cells so far, by table; from here on they are added up anew. */
  @Override
  public Map<CellTable, Map<Address, Amounts>> cells() {
    Map<CellTable, Map<Address, Amounts>> taken = chosen;
    chosen = new LinkedHashMap<>();
    return taken;
  }

  /** Whether no chosen cell has been counted in since they were last taken. */
  public boolean isEmpty() {
    return chosen.isEmpty();
  }
}
