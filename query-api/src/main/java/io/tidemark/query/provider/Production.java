package io.tidemark.query.provider;

import java.math.BigDecimal;

/** What the entries of a period come to, net. */
record Production(BigDecimal dentist, BigDecimal hygiene, long entries) {

  static final Production NONE = new Production(BigDecimal.ZERO, BigDecimal.ZERO, 0);

  BigDecimal total() {
    return dentist.add(hygiene);
  }

  /** Rows may be there whose entries have all been taken back. */
  boolean hasEntries() {
    return entries > 0;
  }
}
