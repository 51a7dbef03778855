package io.tidemark.query.freshness;

/**
 * What one look at the database has shown.
 *
 * @param number rises with each look
 * @param tide read after {@code reached}: its versions are of all that is reached, or newer
 */
public record Look(long number, Tide tide, Reached reached) {

  static final Look NONE = new Look(0, Tide.UNKNOWN, Reached.NOTHING);
}
