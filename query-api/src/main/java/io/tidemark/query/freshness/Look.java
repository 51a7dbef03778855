package io.tidemark.query.freshness;

import io.tidemark.query.figures.Calendar;

/**
 * What one look at the database has shown.
 *
 * @param number rises with each look
 * @param tide read after {@code reached}: its versions are of all that is reached, or newer
 */
public record Look(long number, Tide tide, Reached reached) {

  /** Before the first. */
  static Look none(Calendar configured) {
    return new Look(0, Tide.unknown(configured), Reached.NOTHING);
  }
}
