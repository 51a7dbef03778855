package io.tidemark.benchmarks;

import static java.util.Objects.requireNonNull;

import io.tidemark.projection.engine.Entity;
import io.tidemark.projection.engine.EntityTable;
import io.tidemark.projection.engine.Projection;
import io.tidemark.projection.engine.Register;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rows of a projection's entities, one statement a row. */
final class EntityRows<E extends Entity> {

  private static final int FIRST_REGISTER = 4; // after id, partition, revision, stamps

  private final EntityTable<E> table;
  private final List<Method> registers = new ArrayList<>();
  private final PreparedStatement select;
  private final PreparedStatement insert;
  private final PreparedStatement update;

  EntityRows(Connection connection, Projection<?, E> projection) throws SQLException {
    table = projection.entities();
    RecordComponent[] components =
        requireNonNull(table.empty("-").getClass().getRecordComponents());
    for (RecordComponent component : components) {
      if (Register.class.isAssignableFrom(component.getType())) {
        Method accessor = component.getAccessor();
        accessor.setAccessible(true); // an entity is private to its feature
        registers.add(accessor);
      }
    }
    select = connection.prepareStatement(table.selectAll("readmodel") + " where id = ? for update");
    ResultSetMetaData columns = requireNonNull(select.getMetaData());
    List<String> names = new ArrayList<>();
    for (int i = 0; i < registers.size(); i++) {
      names.add(columns.getColumnName(FIRST_REGISTER + 1 + i));
    }
    insert =
        connection.prepareStatement(
            "insert into readmodel.%s (partition, stamps, %s, id, revision) values (?, ?, %s, ?, 1)"
                .formatted(
                    table.name(),
                    String.join(", ", names),
                    names.stream().map(_ -> "?").collect(Collectors.joining(", "))));
    update =
        connection.prepareStatement(
            "update readmodel.%s set partition = ?, stamps = ?, %s, revision = revision + 1 where id = ?"
                .formatted(
                    table.name(),
                    names.stream().map(name -> name + " = ?").collect(Collectors.joining(", "))));
  }

  @Nullable E lock(String id) throws SQLException {
    select.setString(1, id);
    try (ResultSet found = select.executeQuery()) {
      return found.next() ? table.readEntity(found) : null;
    }
  }

  void write(E entity, int partition, boolean isNew) throws SQLException {
    PreparedStatement statement = isNew ? insert : update;
    ByteBuffer stamps = ByteBuffer.allocate(16 * registers.size());
    int parameter = 3;
    for (Method accessor : registers) {
      Register<?> register = register(accessor, entity);
      stamps.putLong(register.high()).putLong(register.low());
      set(statement, parameter++, register.value());
    }
    statement.setInt(1, partition);
    statement.setBytes(2, stamps.array());
    statement.setString(parameter, entity.id());
    statement.executeUpdate();
  }

  private static Register<?> register(Method accessor, Entity entity) {
    try {
      return (Register<?>) requireNonNull(accessor.invoke(entity));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  static void set(PreparedStatement statement, int parameter, @Nullable Object value)
      throws SQLException {
    switch (value) {
      case null -> statement.setNull(parameter, Types.OTHER);
      case Enum<?> constant ->
          statement.setString(parameter, constant.name().toLowerCase(Locale.ROOT));
      case Instant instant -> statement.setObject(parameter, instant.atOffset(ZoneOffset.UTC));
      case BigDecimal amount -> statement.setBigDecimal(parameter, amount);
      default -> statement.setObject(parameter, value);
    }
  }
}
