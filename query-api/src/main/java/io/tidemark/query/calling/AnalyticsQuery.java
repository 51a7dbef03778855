package io.tidemark.query.calling;

import io.tidemark.query.figures.Calendar;
import io.tidemark.web.Paging;
import io.tidemark.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.time.LocalDate;

/** What is asked over a range of days that ends today: the key of the cache. */
sealed interface AnalyticsQuery {

  int MOST_DAYS = 365;
  int DEFAULT_DAYS = 7;

  String account();

  Range range();

  /** That the range's days are of. */
  Calendar calendar();

  /** Of a whole account. */
  record OfAccount(String account, Range range, Calendar calendar) implements AnalyticsQuery {}

  /** Of one of its agents. */
  record OfAgent(String account, String agent, Range range, Calendar calendar)
      implements AnalyticsQuery {}

  /**
   * The last {@code days}, today included.
   *
   * @throws ProblemException 400 unless there are 1 to 365
   */
  static Range range(HttpServletRequest request, LocalDate today) {
    String days = request.getParameter("days");
    return Range.lastDays(
        days == null ? DEFAULT_DAYS : Paging.wholeNumber("days", days, 1, MOST_DAYS), today);
  }
}
