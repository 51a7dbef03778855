package io.tidemark.query.operations;

import io.tidemark.query.figures.Calendar;
import io.tidemark.web.Problem.InvalidInput;
import io.tidemark.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of the operations metrics; with the groups that the caller may see, also the key of
 * the cache, so that nobody can be given what was made for someone who may see more.
 *
 * @param date the reference date of the periods, resolved: never "now"
 * @param calendar that the date is of
 */
record MetricsQuery(Period period, LocalDate date, Set<Group> groups, Calendar calendar) {

  private static final LocalDate FIRST = LocalDate.of(1970, 1, 1);
  private static final LocalDate LAST = LocalDate.of(2999, 12, 31);

  /**
   * @throws ProblemException 400 for what is not allowed, 403 if nothing but revenue is asked for
   *     by someone who may not see it
   */
  static MetricsQuery of(
      HttpServletRequest request, Calendar calendar, Clock clock, boolean seesRevenue) {
    String include = join(request.getParameterValues("include"));
    return new MetricsQuery(
        period(request),
        date(request.getParameter("date"), calendar.today(clock)),
        include == null
            ? seesRevenue ? Group.EVERY : Group.WITHOUT_REVENUE
            : visible(groups(include), seesRevenue),
        calendar);
  }

  private static @Nullable String join(String @Nullable [] values) {
    return values == null ? null : String.join(",", values);
  }

  static Period period(HttpServletRequest request) {
    String given = request.getParameter("period");
    if (given == null) {
      return Period.ALL;
    }
    for (Period period : Period.values()) {
      if (period.wireName().equals(given)) {
        return period;
      }
    }
    throw ProblemException.invalidParameter(
        new InvalidInput("period", given, "today, week, month, all"));
  }

  private static LocalDate date(@Nullable String given, LocalDate today) {
    if (given == null) {
      return today;
    }
    try {
      LocalDate date = LocalDate.parse(given);
      if (!date.isBefore(FIRST) && !date.isAfter(LAST)) {
        return date;
      }
    } catch (DateTimeParseException e) {
      throw invalidDate(given);
    }
    throw invalidDate(given);
  }

  private static ProblemException invalidDate(String given) {
    return ProblemException.invalidParameter(
        new InvalidInput("date", given, "a date YYYY-MM-DD from " + FIRST + " to " + LAST));
  }

  private static EnumSet<Group> groups(String given) {
    EnumSet<Group> groups = EnumSet.noneOf(Group.class);
    for (String name : given.split(",", -1)) {
      groups.add(group(name.strip(), given));
    }
    return groups;
  }

  private static Group group(String name, String given) {
    for (Group group : Group.values()) {
      if (group.wireName().equals(name)) {
        return group;
      }
    }
    throw ProblemException.invalidParameter(
        new InvalidInput(
            "include",
            given,
            "a comma list of "
                + Arrays.stream(Group.values())
                    .map(Group::wireName)
                    .collect(Collectors.joining(", "))));
  }

  private static Set<Group> visible(EnumSet<Group> visible, boolean seesRevenue) {
    if (!seesRevenue) {
      visible.remove(Group.REVENUE);
    }
    if (visible.isEmpty()) {
      throw ProblemException.forbidden(
          "Revenue needs a token with the scope 'ops.admin'.",
          List.of(new InvalidInput("include", "revenue", "bookings, complaints, sla, realtime")));
    }
    return Collections.unmodifiableSet(visible);
  }

  boolean has(Group group) {
    return groups.contains(group);
  }
}
