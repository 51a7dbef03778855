package io.tidemark.projection.imports;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One row of a file while it is being translated; named values are computed at most once a row. */
final class Row {

  private static final char REPLACEMENT = '\uFFFD';

  private final Set<String> nulls;
  private final CsvRecord fields;
  private final int[] positions;
  private final long number;
  private final @Nullable Object[] values;
  private final boolean[] computed;

  /**
   * @param positions where in this file each column of the mapping is
   * @param number of the data row, from 1, counted on over all files of the import
   */
  Row(Mapping mapping, CsvRecord fields, int[] positions, long number) {
    this.nulls = mapping.csv().nulls();
    this.fields = fields;
    this.positions = positions;
    this.number = number;
    this.values = new Object[mapping.values()];
    this.computed = new boolean[values.length];
  }

  long number() {
    return number;
  }

  @Nullable String column(Expression.Column column) throws Rejected {
    String text = fields.getField(positions[column.slot()]);
    if (text.isEmpty() || nulls.contains(text)) {
      return null;
    }
    if (text.indexOf(REPLACEMENT) >= 0) {
      throw new Rejected(
          column.name(), "holds bytes that are not in the file's encoding (csv.encoding)");
    }
    return text;
  }

  @Nullable Object value(int slot, Expression definition) throws Rejected {
    if (!computed[slot]) {
      values[slot] = definition.value(this);
      computed[slot] = true;
    }
    return values[slot];
  }
}
