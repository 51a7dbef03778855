package io.tidemark.projection.imports;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** An expression whose value is one of several that the mapping lists. */
sealed interface Choice extends Expression {

  /** The first of some expressions that has a value; the others are not looked at. */
  record First(List<Expression> of) implements Choice {
    @Override
    public @Nullable Object value(Row row) throws Rejected {
      for (Expression each : of) {
        Object value = each.value(row);
        if (value != null) {
          return value;
        }
      }
      return null;
    }

    @Override
    public List<String> columns() {
      return Expression.columnsOf(of);
    }
  }

  /** One text for another; a text that is not in the table rejects the row. */
  record Lookup(Expression of, Map<String, String> table) implements Choice {
    @Override
    public @Nullable Object value(Row row) throws Rejected {
      String text = of.text(row);
      if (text == null) {
        return null;
      }
      String found = table.get(text);
      if (found == null) {
        throw rejected(
            Expression.quoted(text) + " is none of " + String.join(", ", table.keySet()));
      }
      return found;
    }

    @Override
    public List<String> columns() {
      return of.columns();
    }
  }

  /**
   * A text for a number: that of the greatest bound which the number reaches. A number below all
   * bounds rejects the row.
   */
  record Range(Expression of, NavigableMap<BigDecimal, String> from) implements Choice {
    @Override
    public @Nullable Object value(Row row) throws Rejected {
      BigDecimal number = of.number(row);
      if (number == null) {
        return null;
      }
      Map.Entry<BigDecimal, String> reached = from.floorEntry(number);
      if (reached == null) {
        throw rejected(
            Expression.quoted(number) + " is less than " + from.firstKey().toPlainString());
      }
      return reached.getValue();
    }

    @Override
    public List<String> columns() {
      return of.columns();
    }
  }
}
