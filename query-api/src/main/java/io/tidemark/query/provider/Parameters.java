package io.tidemark.query.provider;

import io.tidemark.web.Problem.InvalidInput;
import io.tidemark.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** The query parameters that both endpoints understand. */
final class Parameters {

  private static final LocalDate FIRST = LocalDate.of(1970, 1, 1);
  private static final LocalDate LAST = LocalDate.of(2999, 12, 31);

  private Parameters() {}

  /**
   * The period that is asked for, by default monthly.
   *
   * @throws ProblemException 400 for any other
   */
  static Grain period(HttpServletRequest request) {
    String given = request.getParameter("period");
    if (given == null) {
      return Grain.MONTH;
    }
    for (Grain grain : Grain.values()) {
      if (grain.period().equals(given)) {
        return grain;
      }
    }
    throw ProblemException.invalidParameter(
        new InvalidInput("period", given, "daily, weekly, monthly"));
  }

  /**
   * A date, or null if there is none.
   *
   * @throws ProblemException 400 for what is no date between 1970 and 2999
   */
  static @Nullable LocalDate date(HttpServletRequest request, String parameter) {
    String given = request.getParameter(parameter);
    if (given == null) {
      return null;
    }
    try {
      LocalDate date = LocalDate.parse(given);
      if (isAllowed(date)) {
        return date;
      }
    } catch (DateTimeParseException e) {
      throw invalidDate(parameter, given);
    }
    throw invalidDate(parameter, given);
  }

  static boolean isAllowed(LocalDate date) {
    return !date.isBefore(FIRST) && !date.isAfter(LAST);
  }

  private static ProblemException invalidDate(String parameter, String given) {
    return ProblemException.invalidParameter(
        new InvalidInput(parameter, given, "a date YYYY-MM-DD from " + FIRST + " to " + LAST));
  }

  /** Null for all locations. */
  static @Nullable String locationId(HttpServletRequest request) {
    return request.getParameter("locationId");
  }

  /** PostgreSQL has no text with a NUL, and hence no id. */
  static boolean canBeId(String given) {
    return given.indexOf('\0') < 0;
  }
}
