package io.tidemark.query.operations;

import java.util.Locale;

/** The period that figures are told for. */
enum Period {
  TODAY,
  WEEK,
  MONTH,
  ALL;

  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
