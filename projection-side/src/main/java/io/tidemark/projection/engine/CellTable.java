package io.tidemark.projection.engine;

import static java.util.Objects.requireNonNull;

import io.tidemark.projection.engine.Columns.Column;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A table of cells as the database sees it. Its statements are generated from the records, here and
 * nowhere else.
 */
public final class CellTable {

  /**
   * A cell's address: its period, which is all time in a table without periods, and its key record.
   */
  public record Address(Period period, Record key) {}

  private static final Columns PERIOD = Columns.of(Period.class);

  private final String name;
  private final List<Grain> grains;
  private final Columns key;
  private final Columns sums;
  private final boolean dropsZeros;
  private final List<Column> columns;

  /**
   * @param grains the lengths of its periods; none for a table without periods
   */
  CellTable(String name, List<Grain> grains, Columns key, Columns sums, boolean dropsZeros) {
    this.name = name;
    this.grains = grains;
    this.key = key;
    this.sums = sums;
    this.dropsZeros = dropsZeros;
    columns =
        Stream.of(isPerPeriod() ? PERIOD.all() : List.<Column>of(), key.all(), sums.all())
            .flatMap(List::stream)
            .toList();
  }

  CellTable withoutZeros() {
    return new CellTable(name, grains, key, sums, true);
  }

  CellTable only(List<Grain> some) {
    return new CellTable(name, some, key, sums, dropsZeros);
  }

  /** The table's name, without its schema. */
  public String name() {
    return name;
  }

  /** The lengths of the periods that have cells; none in a table without periods. */
  public List<Grain> grains() {
    return grains;
  }

  private boolean isPerPeriod() {
    return !grains.isEmpty();
  }

  Columns sums() {
    return sums;
  }

  /** Whether cells whose sums are all 0 are removed. */
  boolean dropsZeros() {
    return dropsZeros;
  }

  /** All columns in order: period, key, sums. */
  List<Column> columns() {
    return columns;
  }

  /**
   * The key column of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  Column keyColumn(String column) {
    return columns.subList(0, keySize()).stream()
        .filter(each -> each.name().equals(column))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no key column " + column));
  }

  int keySize() {
    return (isPerPeriod() ? PERIOD.all().size() : 0) + key.all().size();
  }

  /**
   * A column.
   *
   * @param key whether it is of the key, else it is a sum
   * @param text whether it is written as text where it is shown, else as a number or truth value
   * @param asText the expression of SQL for it as {@link #keyTexts} has it
   */
  public record Field(String column, boolean key, boolean text, String asText) {}

  /** All columns in order: period, key, sums. */
  public List<Field> fields() {
    List<Field> fields = new ArrayList<>();
    for (Column column : columns) {
      boolean text =
          switch (column.type()) {
            case TEXT, ENUM, DATE, TIMESTAMPTZ -> true;
            case SMALLINT, INTEGER, BIGINT, NUMERIC, BOOLEAN -> false;
          };
      String asText =
          column.type() == SqlType.TIMESTAMPTZ
              ? "to_char(%s at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
              : "%s::text";
      fields.add(
          new Field(
              column.name(),
              fields.size() < keySize(),
              text,
              asText.formatted(column.name()) + " collate \"C\""));
    }
    return fields;
  }

  /** The values of the key columns, as text; what has a time has it to the second, in UTC. */
  public List<String> keyTexts(Address address) {
    return keyValues(address).stream()
        .map(value -> value instanceof Enum<?> constant ? SqlType.wireName(constant) : value)
        .map(Object::toString)
        .toList();
  }

  /** The names of the key columns. */
  public List<String> keyNames() {
    return columns.subList(0, keySize()).stream().map(Column::name).toList();
  }

  /** The names of the sum columns. */
  public List<String> sumNames() {
    return sums.names().toList();
  }

  /** The values of the key columns. */
  public List<Object> keyValues(Address address) {
    List<Object> values = new ArrayList<>(keySize());
    if (isPerPeriod()) {
      PERIOD.all().forEach(column -> values.add(column.get(address.period())));
    }
    key.all().forEach(column -> values.add(column.get(address.key())));
    return values;
  }

  /** The period of a cell of a table that has periods. */
  public Period periodOf(List<Object> key) {
    return new Period((Grain) key.get(0), (LocalDate) key.get(1));
  }

  /** The sums of a cell in column order; decimals without trailing zeros. */
  public List<Object> sumValues(Amounts amounts) {
    List<Object> values = new ArrayList<>(sums.all().size());
    for (int i = 0; i < sums.all().size(); i++) {
      values.add(amounts.get(i, sums.all().get(i).type()));
    }
    return values;
  }

  /** The sums of a cell in which nothing counts. */
  public List<Object> zeros() {
    return sumValues(new Amounts(sums.all().size()));
  }

  /** The key columns of a row of {@link #select}, as {@link #keyValues} has them. */
  public List<Object> readKey(ResultSet rows) throws SQLException {
    return read(rows, 0, keySize());
  }

  /** The sum columns of a row of {@link #select}, as {@link #sumValues} has them. */
  public List<Object> readSums(ResultSet rows) throws SQLException {
    List<Object> values = read(rows, keySize(), columns().size());
    values.replaceAll(
        value -> value instanceof BigDecimal amount ? amount.stripTrailingZeros() : value);
    return values;
  }

  private List<Object> read(ResultSet rows, int from, int to) throws SQLException {
    List<Object> values = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      Column column = columns.get(i);
      values.add(requireNonNull(column.type().read(rows, i + 1, column.javaType())));
    }
    return values;
  }

  /** Whether all sums are 0, so that the row says no more than none would. */
  public static boolean isZero(List<Object> sums) {
    return sums.stream()
        .allMatch(sum -> sum instanceof BigDecimal amount ? amount.signum() == 0 : sum.equals(0L));
  }

  /**
   * The order in which all transactions lock cells, so that no two wait for each other: the cells
   * that every batch writes (all time) come last, and are locked shortest.
   */
  Comparator<List<Object>> lockOrder() {
    return (a, b) -> {
      for (int i = 0; i < a.size(); i++) {
        int order = compare(a.get(i), b.get(i));
        if (order != 0) {
          return order;
        }
      }
      return 0;
    };
  }

  @SuppressWarnings("unchecked") // both are of one key column, whose types all have an order
  private static int compare(Object a, Object b) {
    return ((Comparable<Object>) a).compareTo(b);
  }

  String upsert(String schema) {
    List<Column> columns = columns();
    return """
    insert into %s as cell (%s)
    select * from unnest(%s)
    on conflict (%s) do update set %s
    """
        .formatted(
            qualified(schema),
            names(columns),
            arrays(columns),
            names(columns.subList(0, keySize())),
            sums.names()
                .map(sum -> sum + " = cell." + sum + " + excluded." + sum)
                .collect(Collectors.joining(", ")));
  }

  String deleteZeros(String schema) {
    List<Column> keys = columns().subList(0, keySize());
    return """
    delete from %s cell using unnest(%s) as gone (%s)
    where %s and %s
    """
        .formatted(
            qualified(schema),
            arrays(keys),
            names(keys),
            keys.stream()
                .map(column -> "cell." + column.name() + " = gone." + column.name())
                .collect(Collectors.joining(" and ")),
            sums.names().map(sum -> "cell." + sum + " = 0").collect(Collectors.joining(" and ")));
  }

  public String select(String schema) {
    return "select " + names(columns()) + " from " + qualified(schema);
  }

  private String qualified(String schema) {
    return schema + "." + name;
  }

  private static String names(List<Column> columns) {
    return columns.stream().map(Column::name).collect(Collectors.joining(", "));
  }

  static String arrays(List<Column> columns) {
    return columns.stream()
        .map(column -> "?::" + column.type().sql() + "[]")
        .collect(Collectors.joining(", "));
  }
}
