package io.tidemark.projection.imports;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that has a value in each row: a text, a number or an instant, or null if a column that
 * it needs is empty.
 */
sealed interface Expression
    permits Choice,
        Expression.Column,
        Expression.Constant,
        Expression.Id,
        Expression.Later,
        Expression.Named,
        Expression.Nothing,
        Expression.Product,
        Expression.RowNumber,
        Expression.Sum,
        Expression.Text,
        Expression.Time {

  /** A {@link String}, {@link BigDecimal}, {@link Instant} or null. */
  @Nullable Object value(Row row) throws Rejected;

  /** The columns it reads: who is to blame if the value does not do. */
  List<String> columns();

  default Rejected rejected(String reason) {
    return new Rejected(String.join(" ", columns()), reason);
  }

  default @Nullable String text(Row row) throws Rejected {
    return switch (value(row)) {
      case null -> null;
      case BigDecimal number -> number.toPlainString();
      case Object other -> other.toString();
    };
  }

  default @Nullable BigDecimal number(Row row) throws Rejected {
    return switch (value(row)) {
      case null -> null;
      case BigDecimal number -> number;
      case String text ->
          Numbers.parse(text).orElseThrow(() -> rejected(quoted(text) + " is not a number"));
      case Object other -> throw rejected(quoted(other) + " is not a number");
    };
  }

  /** A number without a fraction that fits a long; 2.0 does. */
  default @Nullable Long whole(Row row) throws Rejected {
    BigDecimal number = number(row);
    try {
      return number == null ? null : (Long) number.longValueExact();
    } catch (ArithmeticException e) {
      throw rejected(quoted(number) + " is not a whole number");
    }
  }

  default @Nullable Instant instant(Row row) throws Rejected {
    return switch (value(row)) {
      case null -> null;
      case Instant instant -> instant;
      case String text -> {
        try {
          yield TimeFormat.ISO_UTC.parse(text);
        } catch (DateTimeException e) {
          throw rejected(quoted(text) + " is not a date or time in ISO 8601");
        }
      }
      case Object other -> throw rejected(quoted(other) + " is not a date or time");
    };
  }

  /** A value as it can stand in a message. */
  static String quoted(@Nullable Object value) {
    String text = String.valueOf(value);
    return "'" + (text.length() <= 60 ? text : text.substring(0, 60) + "…") + "'";
  }

  record Column(String name, int slot) implements Expression {
    @Override
    public @Nullable Object value(Row row) throws Rejected {
      return row.column(this);
    }

    @Override
    public List<String> columns() {
      return List.of(name);
    }
  }

  /** The number of the data row, from 1, counted on over all files of an import. */
  record RowNumber() implements Expression {
    @Override
    public Object value(Row row) {
      return BigDecimal.valueOf(row.number());
    }

    @Override
    public List<String> columns() {
      return List.of();
    }
  }

  /** The same in every row. */
  record Constant(Object value) implements Expression {
    @Override
    public Object value(Row row) {
      return value;
    }

    @Override
    public List<String> columns() {
      return List.of();
    }
  }

  /** What an event's field has if the mapping gives it nothing. */
  record Nothing() implements Expression {
    @Override
    public @Nullable Object value(Row row) {
      return null;
    }

    @Override
    public List<String> columns() {
      return List.of();
    }
  }

  /** A value of the mapping's {@code values}. */
  record Named(int slot, Expression definition) implements Expression {
    @Override
    public @Nullable Object value(Row row) throws Rejected {
      return row.value(slot, definition);
    }

    @Override
    public List<String> columns() {
      return definition.columns();
    }
  }

  /** Pieces put together; null if one of them is. */
  record Text(List<Expression> pieces) implements Expression {
    @Override
    public @Nullable Object value(Row row) throws Rejected {
      StringBuilder text = new StringBuilder();
      for (Expression piece : pieces) {
        String part = piece.text(row);
        if (part == null) {
          return null;
        }
        text.append(part);
      }
      return text.toString();
    }

    @Override
    public List<String> columns() {
      return columnsOf(pieces);
    }
  }

  /** A text made fit to be an id: each run of invisible characters becomes one hyphen. */
  record Id(Expression of) implements Expression {
    @Override
    public @Nullable Object value(Row row) throws Rejected {
      String text = of.text(row);
      if (text == null) {
        return null;
      }
      StringBuilder id = new StringBuilder(text.length());
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        boolean visible =
            !Character.isWhitespace(c) && !Character.isISOControl(c) && !Character.isSpaceChar(c);
        if (visible) {
          id.append(c);
        } else if (id.isEmpty() || id.charAt(id.length() - 1) != '-') {
          id.append('-');
        }
      }
      return id.toString();
    }

    @Override
    public List<String> columns() {
      return of.columns();
    }
  }

  /** A text read as a date or time. */
  record Time(Expression of, TimeFormat format) implements Expression {
    @Override
    public @Nullable Object value(Row row) throws Rejected {
      String text = of.text(row);
      try {
        return text == null ? null : format.parse(text);
      } catch (DateTimeException e) {
        throw rejected(quoted(text) + " is not a date or time of the form " + format);
      }
    }

    @Override
    public List<String> columns() {
      return of.columns();
    }
  }

  /** An instant, some units (a day is 24 hours) later. */
  record Later(Expression from, Expression amount, Duration unit) implements Expression {
    @Override
    public @Nullable Object value(Row row) throws Rejected {
      Instant instant = from.instant(row);
      Long units = amount.whole(row);
      if (instant == null || units == null) {
        return null;
      }
      try {
        return instant.plus(unit.multipliedBy(units));
      } catch (ArithmeticException | DateTimeException e) {
        throw rejected(quoted(units) + " leads out of the calendar");
      }
    }

    @Override
    public List<String> columns() {
      return columnsOf(List.of(from, amount));
    }
  }

  /** Numbers added, exactly. */
  record Sum(List<Expression> terms) implements Expression {
    @Override
    public @Nullable Object value(Row row) throws Rejected {
      BigDecimal sum = BigDecimal.ZERO;
      for (Expression term : terms) {
        BigDecimal number = term.number(row);
        if (number == null) {
          return null;
        }
        sum = sum.add(number);
      }
      return sum;
    }

    @Override
    public List<String> columns() {
      return columnsOf(terms);
    }
  }

  /** Numbers multiplied, exactly. */
  record Product(List<Expression> factors) implements Expression {
    @Override
    public @Nullable Object value(Row row) throws Rejected {
      BigDecimal product = BigDecimal.ONE;
      for (Expression factor : factors) {
        BigDecimal number = factor.number(row);
        if (number == null) {
          return null;
        }
        product = product.multiply(number);
      }
      return product;
    }

    @Override
    public List<String> columns() {
      return columnsOf(factors);
    }
  }

  /** The columns that any of them reads. */
  static List<String> columnsOf(List<Expression> expressions) {
    return expressions.stream().flatMap(e -> e.columns().stream()).distinct().toList();
  }
}
