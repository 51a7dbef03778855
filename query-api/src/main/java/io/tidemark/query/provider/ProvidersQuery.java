package io.tidemark.query.provider;

import io.tidemark.query.figures.Calendar;
import io.tidemark.web.Paging;
import io.tidemark.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of the list of providers, and the key of the cache: dates are resolved.
 *
 * @param start the first day of the period
 * @param locationId null for all locations
 * @param after the last row of the page before; null for the first page
 * @param calendar that the period is of
 */
record ProvidersQuery(
    Grain grain,
    LocalDate start,
    @Nullable String locationId,
    Sort sort,
    int limit,
    @Nullable After after,
    Calendar calendar) {

  /**
   * Where a page ends. It holds what the list was of, too: a list goes on with the period that it
   * began with, also when a new one has begun meanwhile.
   *
   * @param key what the list is sorted by: a name, or an amount
   */
  record After(Grain grain, LocalDate start, Sort sort, String key, String id) {

    private static final int PARTS = 5;

    String cursor() {
      return Paging.cursor(List.of(grain.column(), start.toString(), sort.wireName(), key, id));
    }

    BigDecimal amount() {
      return new BigDecimal(key);
    }

    private static boolean isAmount(BigDecimal amount) {
      return amount.precision() <= 38 && Math.abs(amount.scale()) <= 38;
    }

    static After of(String cursor, Grain grain, Sort sort) {
      List<String> parts = Paging.partsOf(cursor, PARTS);
      try {
        After after =
            new After(grain, LocalDate.parse(parts.get(1)), sort, parts.get(3), parts.get(4));
        if (Parameters.isAllowed(after.start())
            && parts.get(0).equals(grain.column())
            && parts.get(2).equals(sort.wireName())
            && (sort != Sort.PRODUCTION || isAmount(after.amount()))) {
          return after;
        }
      } catch (DateTimeParseException | NumberFormatException e) {
        throw Paging.invalidCursor(cursor);
      }
      throw Paging.invalidCursor(cursor);
    }
  }

  /**
   * @throws ProblemException 400 for what is not allowed
   */
  static ProvidersQuery of(HttpServletRequest request, Calendar calendar, Clock clock) {
    Grain grain = Parameters.period(request);
    LocalDate date = Parameters.date(request, "date");
    Sort sort = Sort.of(request.getParameter("sort"));
    String cursor = request.getParameter("cursor");
    After after = cursor == null ? null : After.of(cursor, grain, sort);
    LocalDate start =
        after != null && date == null
            ? after.start()
            : grain.startOf(date == null ? calendar.today(clock) : date, calendar.weekStartsOn());
    if (after != null && cursor != null && !after.start().equals(start)) {
      throw Paging.invalidCursor(cursor);
    }
    return new ProvidersQuery(
        grain,
        start,
        Parameters.locationId(request),
        sort,
        Paging.limit(request.getParameter("limit")),
        after,
        calendar);
  }

  LocalDate before() {
    return grain.plus(start, -1);
  }
}
