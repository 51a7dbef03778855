package io.tidemark.query.provider;

import io.tidemark.query.figures.Calendar;
import io.tidemark.web.Problem.InvalidInput;
import io.tidemark.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a provider's performance, and the key of the cache: dates are resolved, so that
 * each way to ask for the same periods finds the same answer.
 *
 * @param first the first day of the first period of the series
 * @param last the first day of its last period, which is the current one
 * @param locationId null for all locations
 * @param calendar that these days are of
 */
record PerformanceQuery(
    String providerId,
    Grain grain,
    LocalDate first,
    LocalDate last,
    @Nullable String locationId,
    Calendar calendar) {

  private static final int DEFAULT_PERIODS = 12;
  private static final int MOST_PERIODS = 400;

  /**
   * @throws ProblemException 400 for what is not allowed
   */
  static PerformanceQuery of(
      HttpServletRequest request, String providerId, Calendar calendar, Clock clock) {
    Grain grain = Parameters.period(request);
    LocalDate date = Parameters.date(request, "date");
    LocalDate from = Parameters.date(request, "from");
    LocalDate to = Parameters.date(request, "to");
    if (date != null && (from != null || to != null)) {
      throw ProblemException.invalidParameter(
          new InvalidInput(
              "date", date.toString(), "either date, or from and to, which is the reference date"));
    }
    LocalDate reference = date != null ? date : to != null ? to : calendar.today(clock);
    DayOfWeek weekStartsOn = calendar.weekStartsOn();
    LocalDate last = grain.startOf(reference, weekStartsOn);
    LocalDate first =
        from == null
            ? grain.plus(last, 1 - DEFAULT_PERIODS)
            : first(grain, grain.startOf(from, weekStartsOn), last, from, reference);
    return new PerformanceQuery(
        providerId, grain, first, last, Parameters.locationId(request), calendar);
  }

  private static LocalDate first(
      Grain grain, LocalDate first, LocalDate last, LocalDate from, LocalDate to) {
    if (from.isAfter(to)) {
      throw ProblemException.invalidParameter(
          new InvalidInput("from", from.toString(), "a date not after " + to));
    }
    if (grain.count(first, last) > MOST_PERIODS) {
      throw ProblemException.invalidParameter(
          new InvalidInput(
              "from",
              from.toString(),
              "a date from %s on: at most %d %s periods, up to %s"
                  .formatted(
                      grain.plus(last, 1 - MOST_PERIODS), MOST_PERIODS, grain.period(), to)));
    }
    return first;
  }

  /** The first days of the periods, oldest first. */
  Stream<LocalDate> starts() {
    return LongStream.range(0, grain.count(first, last)).mapToObj(i -> grain.plus(first, i));
  }
}
