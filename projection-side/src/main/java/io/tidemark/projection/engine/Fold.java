package io.tidemark.projection.engine;

import io.tidemark.projection.engine.CellTable.Address;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Adds up contributions, or differences of them. What is counted by day is folded by day first;
 * only what is left is spread to the periods that the table has cells for.
 */
public final class Fold implements Cells, Summation {

  private record DayKey(LocalDate day, Record key) {}

  private final Map<CellTable, Map<Record, Amounts>> plain = new LinkedHashMap<>();
  private final Map<CellTable, Map<DayKey, Amounts>> byDay = new LinkedHashMap<>();
  private final Context context;
  private int sign = 1;
  private long change;
  private long events;

  public Fold(Context context) {
    this.context = context;
  }

  /** What is added and taken away from now on is one change, made by so many events. */
  void change(long itsEvents) {
    change++;
    events = itsEvents;
  }

  @Override
  public <E extends Entity> void add(Projection<?, E> projection, E entity) {
    contribute(projection, entity, 1);
  }

  /** Takes away what the entity counted for. */
  public <E extends Entity> void subtract(Projection<?, E> projection, E entity) {
    contribute(projection, entity, -1);
  }

  private <E extends Entity> void contribute(Projection<?, E> projection, E entity, int sign) {
    if (entity.exists()) {
      this.sign = sign;
      projection.contribute(entity, context, this);
    }
  }

  @Override
  public <K extends Record, S extends Record> void add(Table<K, S> table, K key, S sums) {
    CellTable cells = table.cells();
    Map<Record, Amounts> amounts = plain.computeIfAbsent(cells, _ -> new HashMap<>());
    add(cells, amounts, key, sums);
  }

  @Override
  public <K extends Record, S extends Record> void add(
      PeriodTable<K, S> table, LocalDate day, K key, S sums) {
    CellTable cells = table.cells();
    Map<DayKey, Amounts> amounts = byDay.computeIfAbsent(cells, _ -> new HashMap<>());
    add(cells, amounts, new DayKey(day, key), sums);
  }

  private <A> void add(CellTable table, Map<A, Amounts> cells, A address, Record sums) {
    var columns = table.sums().all();
    Amounts amounts = cells.computeIfAbsent(address, _ -> new Amounts(columns.size()));
    amounts.add(columns, sums, sign);
    if (change > 0) {
      amounts.touch(change, events);
    }
  }

  /** The cells whose sums are not all 0, by table. */
  @Override
  public Map<CellTable, Map<Address, Amounts>> cells() {
    Map<CellTable, Map<Address, Amounts>> result = new LinkedHashMap<>();
    plain.forEach(
        (table, cells) -> {
          Map<Address, Amounts> spread = result.computeIfAbsent(table, _ -> new HashMap<>());
          cells.forEach(
              (key, amounts) -> {
                if (!amounts.isZero()) {
                  spread.put(new Address(Period.ALL_TIME, key), amounts);
                }
              });
        });
    byDay.forEach(
        (table, cells) -> {
          Map<Address, Amounts> spread = result.computeIfAbsent(table, _ -> new HashMap<>());
          cells.forEach(
              (dayKey, amounts) -> {
                if (!amounts.isZero()) {
                  spread(table, dayKey, amounts, spread);
                }
              });
          spread.values().removeIf(Amounts::isZero);
        });
    return result;
  }

  private void spread(
      CellTable table, DayKey dayKey, Amounts amounts, Map<Address, Amounts> spread) {
    for (Grain grain : table.grains()) {
      Period period = context.calendar().period(grain, dayKey.day());
      spread
          .computeIfAbsent(
              new Address(period, dayKey.key()), _ -> new Amounts(table.sums().all().size()))
          .add(amounts);
    }
  }
}
