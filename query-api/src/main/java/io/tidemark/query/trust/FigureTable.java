package io.tidemark.query.trust;

import io.tidemark.web.Problem.InvalidInput;
import io.tidemark.web.ProblemException;
import io.tidemark.web.security.Caller;
import io.tidemark.web.security.Permission;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tables of figures, each with who may see what of it: the same as by the endpoints that show
 * these figures. A table that is not here is shown to nobody.
 */
enum FigureTable {
  BOOKINGS_BY_STATUS(Permission.OPS_READ, "amount"),
  COMPLAINTS_BY_PRIORITY_AND_STATUS(Permission.OPS_READ),
  COMPLAINTS_DUE(Permission.OPS_READ),
  STAFF_WORKLOAD(Permission.OPS_READ),
  PRODUCTION_BY_PROVIDER(Permission.PROVIDERS_READ),
  PRODUCTION_BY_LOCATION(Permission.PROVIDERS_READ),
  GOALS_BY_LOCATION(Permission.PROVIDERS_READ),
  CALLS_BY_ACCOUNT(Permission.CALLS_READ),
  CALLS_BY_AGENT(Permission.CALLS_READ),
  CALLS_BY_ACCOUNT_HOUR(Permission.CALLS_READ),
  CALLS_BY_AGENT_HOUR(Permission.CALLS_READ),
  CREDITS_BY_ACCOUNT(Permission.CALLS_READ),
  AGENTS_BY_STATUS(Permission.CALLS_READ),
  LEADS_BY_SCORE(Permission.CALLS_READ),
  LEADS_BY_AGENT(Permission.CALLS_READ);

  /** The key column that says whose figures these are, in the tables of the calling product. */
  static final String ACCOUNT = "account";

  private final Permission permission;
  private final @Nullable String revenue;

  FigureTable(Permission permission) {
    this(permission, null);
  }

  /**
   * A table with revenue.
   *
   * @param revenue the sum column that only {@code ops.admin} may see
   */
  FigureTable(Permission permission, @Nullable String revenue) {
    this.permission = permission;
    this.revenue = revenue;
  }

  /** As the database names it. */
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static String names() {
    return Arrays.stream(values()).map(FigureTable::wireName).collect(Collectors.joining(", "));
  }

  /**
   * The table of that name.
   *
   * @throws ProblemException 404 if there is none, 403 if the caller may not see it
   */
  static FigureTable of(String name, Caller caller) {
    FigureTable table =
        Arrays.stream(values())
            .filter(each -> each.wireName().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    ProblemException.notFound(
                        "There is no such table of figures.",
                        List.of(new InvalidInput("table", name, names()))));
    if (!table.isVisibleTo(caller)) {
      throw ProblemException.forbidden(
          "The figures of this table need the permission " + table.permission.scope() + ".",
          List.of());
    }
    return table;
  }

  boolean isVisibleTo(Caller caller) {
    return caller.may(permission);
  }

  /** Whether the caller sees those cells alone that are of their own account. */
  boolean isOwnOnly(Caller caller) {
    return permission == Permission.CALLS_READ && !caller.may(Permission.CALLS_ADMIN);
  }

  /** The sum columns that the caller may not see. */
  Set<String> hiddenFrom(Caller caller) {
    return revenue == null || caller.may(Permission.OPS_ADMIN) ? Set.of() : Set.of(revenue);
  }
}
