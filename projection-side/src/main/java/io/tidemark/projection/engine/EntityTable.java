package io.tidemark.projection.engine;

import io.tidemark.projection.engine.Columns.Column;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The table of an entity's rows, as its record says: the id, a column per register, and all stamps
 * in one column, 16 bytes a register in the order of the components.
 */
public final class EntityTable<E extends Entity> {

  /** An entity as it is stored: with the partition of its newest event, and the row's revision. */
  record Row<E>(E entity, int partition, int revision) {}

  private static final int STAMP = 16;

  private final String name;
  private final List<Column> registers;
  private final boolean[] latest;
  private final MethodHandle constructor;

  private EntityTable(
      String name, List<Column> registers, boolean[] latest, MethodHandle constructor) {
    this.name = name;
    this.registers = registers;
    this.latest = latest;
    this.constructor = constructor;
  }

  public static <E extends Record & Entity> EntityTable<E> of(String name, Class<E> type) {
    RecordComponent[] components = type.getRecordComponents();
    List<Column> registers = new ArrayList<>();
    boolean[] latest = new boolean[components.length - 1];
    Class<?>[] types = new Class<?>[components.length];
    types[0] = components[0].getType();
    for (int i = 1; i < components.length; i++) {
      RecordComponent component = components[i];
      types[i] = component.getType();
      latest[i - 1] = component.getType() == Latest.class;
      Class<?> valueType =
          (Class<?>) ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
      registers.add(
          new Column(
              Columns.snakeCase(component.getName()),
              SqlType.of(valueType),
              valueType,
              Columns.getter(component)));
    }
    try {
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true); // an entity is private to its feature
      MethodHandle handle =
          MethodHandles.lookup()
              .unreflectConstructor(constructor)
              .asSpreader(Object[].class, components.length)
              .asType(MethodType.methodType(Object.class, Object[].class));
      return new EntityTable<>(name, List.copyOf(registers), latest, handle);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("no entity: " + type, e);
    }
  }

  public String name() {
    return name;
  }

  List<Column> registers() {
    return registers;
  }

  /** Whether a column of that name and type is kept of an entity. */
  boolean has(Column column) {
    return registers.stream()
        .anyMatch(
            register -> register.name().equals(column.name()) && register.type() == column.type());
  }

  SqlType typeOf(String register) {
    return registers.stream()
        .filter(each -> each.name().equals(register))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(name + " has no column " + register))
        .type();
  }

  Register<?> register(E entity, int i) {
    return (Register<?>) registers.get(i).get((Record) entity);
  }

  /** An entity of which nothing is known but its id. */
  public E empty(String id) {
    @Nullable Object[] values = new Object[registers.size() + 1];
    values[0] = id;
    for (int i = 0; i < latest.length; i++) {
      values[i + 1] = latest[i] ? Latest.none() : Earliest.none();
    }
    return construct(values);
  }

  @SuppressWarnings("unchecked") // the constructor is of E
  private E construct(@Nullable Object[] values) {
    try {
      Object entity = (Object) constructor.invokeExact(values);
      return (E) entity;
    } catch (Throwable e) {
      throw new IllegalStateException("cannot make a row of " + name, e);
    }
  }

  byte[] stamps(E entity) {
    ByteBuffer stamps = ByteBuffer.allocate(registers.size() * STAMP);
    for (int i = 0; i < registers.size(); i++) {
      Register<?> register = register(entity, i);
      stamps.putLong(register.high()).putLong(register.low());
    }
    return stamps.array();
  }

  /** The columns that {@link #read} expects, in order. */
  String columns() {
    return "id, partition, revision, stamps, " + registerNames("");
  }

  Row<E> read(ResultSet rows) throws SQLException {
    @Nullable Object[] values = new Object[registers.size() + 1];
    values[0] = rows.getString(1);
    ByteBuffer stamps = ByteBuffer.wrap(rows.getBytes(4));
    for (int i = 0; i < registers.size(); i++) {
      Column column = registers.get(i);
      Object value = column.type().read(rows, 5 + i, column.javaType());
      long high = stamps.getLong();
      long low = stamps.getLong();
      values[i + 1] = latest[i] ? new Latest<>(value, high, low) : new Earliest<>(value, high, low);
    }
    return new Row<>(construct(values), rows.getInt(2), rows.getInt(3));
  }

  /** Reads an entity from a row of {@link #selectAll}. */
  public E readEntity(ResultSet rows) throws SQLException {
    return read(rows).entity();
  }

  public String selectAll(String schema) {
    return "select " + columns() + " from " + qualified(schema);
  }

  /** The same in the order of ids, which is that of their bytes. */
  public String selectInOrder(String schema) {
    return selectAll(schema) + " order by id";
  }

  /** Copies all rows from one schema to another. */
  String copyAll(String from, String to) {
    return "insert into %s (%s) select %s from %s"
        .formatted(qualified(to), columns(), columns(), qualified(from));
  }

  String selectByIds(String schema) {
    return selectAll(schema) + " where id = any(?)";
  }

  String selectByPartitions(String schema) {
    return selectAll(schema) + " where partition = any(?)";
  }

  String copyIn(String schema) {
    return "copy " + qualified(schema) + " (" + columns() + ") from stdin";
  }

  /** Updates the rows that are as they were when read; fewer than given means that some are not. */
  String update(String schema) {
    String assignments =
        registers.stream()
            .map(register -> register.name() + " = new." + register.name())
            .collect(Collectors.joining(", "));
    String arrays =
        registers.stream()
            .map(register -> "?::" + register.type().sql() + "[]")
            .collect(Collectors.joining(", "));
    return """
    update %s old set partition = new.partition, revision = old.revision + 1, stamps = new.stamps, %s
    from unnest(?::text[], ?::smallint[], ?::integer[], ?::bytea[], %s)
      as new (%s)
    where old.id = new.id and old.revision = new.revision
    """
        .formatted(qualified(schema), assignments, arrays, columns());
  }

  private String qualified(String schema) {
    return schema + "." + name;
  }

  private String registerNames(String prefix) {
    return registers.stream()
        .map(register -> prefix + register.name())
        .collect(Collectors.joining(", "));
  }
}
