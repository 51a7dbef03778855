package io.tidemark.projection.imports;

/**
 * A row that gives no events: which columns are to blame, and why. An answer, not a fault: no stack
 * trace.
 */
final class Rejected extends Exception {

  private final String columns;

  Rejected(String columns, String reason) {
    super(reason, null, false, false);
    this.columns = columns;
  }

  String columns() {
    return columns;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
