package io.tidemark.projection.engine;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a record component of a Java type is kept in a column. */
enum SqlType {
  TEXT("text"),
  ENUM("text"),
  SMALLINT("smallint"),
  INTEGER("integer"),
  BIGINT("bigint"),
  NUMERIC("numeric"),
  BOOLEAN("boolean"),
  DATE("date"),
  TIMESTAMPTZ("timestamptz");

  private final String sql;

  SqlType(String sql) {
    this.sql = sql;
  }

  static SqlType of(Class<?> type) {
    if (type == String.class) {
      return TEXT;
    } else if (type.isEnum()) {
      return ENUM;
    } else if (type == long.class || type == Long.class) {
      return BIGINT;
    } else if (type == int.class || type == Integer.class) {
      return INTEGER;
    } else if (type == BigDecimal.class) {
      return NUMERIC;
    } else if (type == boolean.class || type == Boolean.class) {
      return BOOLEAN;
    } else if (type == LocalDate.class) {
      return DATE;
    } else if (type == Instant.class) {
      return TIMESTAMPTZ;
    }
    throw new IllegalArgumentException("no column type for " + type.getName());
  }

  /** The type's name in PostgreSQL. */
  String sql() {
    return sql;
  }

  /** The value as an element of a JDBC array of this type. */
  @Nullable Object element(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Enum<?> constant -> wireName(constant);
      case LocalDate date -> date.toString();
      case Instant instant -> instant.toString();
      default -> value;
    };
  }

  /** Reads a column back as the component's type. */
  @Nullable Object read(ResultSet rows, int column, Class<?> type) throws SQLException {
    return switch (this) {
      case TEXT -> rows.getString(column);
      case ENUM -> constant(type, rows.getString(column));
      case SMALLINT, INTEGER -> orNull(rows.getInt(column), rows);
      case BIGINT -> orNull(rows.getLong(column), rows);
      case NUMERIC -> rows.getBigDecimal(column);
      case BOOLEAN -> orNull(rows.getBoolean(column), rows);
      case DATE -> rows.getObject(column, LocalDate.class);
      case TIMESTAMPTZ -> {
        OffsetDateTime time = rows.getObject(column, OffsetDateTime.class);
        yield time == null ? null : time.toInstant();
      }
    };
  }

  private static @Nullable Object orNull(Object value, ResultSet rows) throws SQLException {
    return rows.wasNull() ? null : value;
  }

  static String wireName(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  static @Nullable Object constant(Class<?> type, @Nullable String name) {
    if (name == null) {
      return null;
    }
    for (Object constant : type.getEnumConstants()) {
      if (wireName((Enum<?>) constant).equals(name)) {
        return constant;
      }
    }
    throw new IllegalStateException(
        "a row holds " + name + ", which is no " + type.getSimpleName());
  }
}
