package io.tidemark.projection.engine;

import static java.util.Objects.requireNonNull;

import io.tidemark.projection.engine.Columns.Column;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The key columns of cells as people write them: on a command line, in a query, in JSON. */
public final class WrittenKey {

  private WrittenKey() {}

  /** What a key column may hold, in words. */
  public static String description(CellTable table, String column) {
    Column described = table.keyColumn(column);
    return switch (described.type()) {
      case ENUM -> oneOf(table, described);
      case DATE -> "a date such as 2026-10-01";
      case TIMESTAMPTZ -> "a time with offset such as 2026-10-01T08:00:00Z";
      case BIGINT, INTEGER, SMALLINT -> "a whole number";
      case BOOLEAN -> "true or false";
      case NUMERIC -> "a number";
      case TEXT -> "any text";
    };
  }

  private static String oneOf(CellTable table, Column column) {
    return Arrays.stream(column.javaType().getEnumConstants())
        .map(Enum.class::cast)
        .filter(constant -> !(constant instanceof Grain grain) || table.grains().contains(grain))
        .map(SqlType::wireName)
        .collect(Collectors.joining(", "));
  }

  /**
   * The value of a key column that is given as text, as {@link CellTable#keyValues} has it.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Object parse(CellTable table, String column, String text) {
    Column key = table.keyColumn(column);
    try {
      return switch (key.type()) {
        case TEXT -> text;
        case ENUM -> requireNonNull(SqlType.constant(key.javaType(), text));
        case DATE -> LocalDate.parse(text);
        case TIMESTAMPTZ -> OffsetDateTime.parse(text).toInstant();
        case BIGINT -> Long.valueOf(text);
        case INTEGER, SMALLINT -> Integer.valueOf(text);
        case BOOLEAN -> Boolean.valueOf(text);
        case NUMERIC -> new BigDecimal(text).stripTrailingZeros();
      };
    } catch (DateTimeException | IllegalStateException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** A key value as it is written. */
  public static Object written(Object value) {
    return switch (value) {
      case Enum<?> constant -> SqlType.wireName(constant);
      case LocalDate date -> date.toString();
      case Instant time -> time.toString();
      case BigDecimal number -> {
        BigDecimal exact = number.stripTrailingZeros();
        yield exact.scale() < 0 ? exact.setScale(0) : exact;
      }
      default -> value;
    };
  }
}
