package io.tidemark.query.freshness;

import io.tidemark.query.figures.Calendar;

/**
 * A question was understood with a calendar that is not the serving generation's any more: it has
 * to be understood anew.
 */
public final class OtherCalendar extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient Calendar calendar;

  OtherCalendar(Calendar calendar) {
    super("served now by " + calendar, null, false, false);
    this.calendar = calendar;
  }

  /** The one that serves. */
  public Calendar calendar() {
    return calendar;
  }
}
