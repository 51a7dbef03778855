package io.tidemark.projection.imports;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a value is one of some texts, or is not. {@code null} among them stands for an empty
 * value.
 */
record Condition(Expression of, Set<@Nullable String> texts, boolean wanted) {

  static Condition of(Expression of, List<@Nullable String> texts, boolean wanted) {
    return new Condition(of, new HashSet<>(texts), wanted);
  }

  boolean holds(Row row) throws Rejected {
    return texts.contains(of.text(row)) == wanted;
  }
}
