package io.tidemark.web.security;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** What a token may allow, as its {@code scope} names it. */
public enum Permission {
  /** Operations metrics, without revenue. */
  OPS_READ("ops.read"),
  /** Operations metrics with revenue, the audit, and the settings. */
  OPS_ADMIN("ops.admin"),
  /** How the system is doing. */
  SYSTEM_READ("system.read"),
  /** Changes to how the system runs. */
  SYSTEM_ADMIN("system.admin"),
  /** The calling dashboards of the caller's own account. */
  CALLS_READ("calls.read"),
  /** The calling dashboards of any account. */
  CALLS_ADMIN("calls.admin"),
  /** The production of providers. */
  PROVIDERS_READ("providers.read"),
  /** Commands to bookings. */
  BOOKINGS_WRITE("bookings.write"),
  /** Commands to complaints. */
  COMPLAINTS_WRITE("complaints.write"),
  /** Commands to the goals of providers. */
  GOALS_WRITE("goals.write"),
  /** Commands to agents of the caller's own account; with calls.admin of any account. */
  CALLS_WRITE("calls.write"),
  /** Events over HTTP, of the sources that the token names. */
  EVENTS_WRITE("events.write");

  private final String scope;

  Permission(String scope) {
    this.scope = scope;
  }

  public String scope() {
    return scope;
  }

  private Set<Permission> withImplied() {
    return switch (this) {
      case OPS_ADMIN -> EnumSet.of(OPS_ADMIN, OPS_READ);
      case SYSTEM_ADMIN -> EnumSet.of(SYSTEM_ADMIN, SYSTEM_READ);
      case CALLS_ADMIN -> EnumSet.of(CALLS_ADMIN, CALLS_READ);
      case OPS_READ,
          SYSTEM_READ,
          CALLS_READ,
          PROVIDERS_READ,
          BOOKINGS_WRITE,
          COMPLAINTS_WRITE,
          GOALS_WRITE,
          CALLS_WRITE,
          EVENTS_WRITE ->
          EnumSet.of(this);
    };
  }

  /** All scopes there are, in this order. */
  public static String scopes() {
    return Arrays.stream(values()).map(Permission::scope).collect(Collectors.joining(", "));
  }

  /** The permissions that these scopes give; scopes of other systems give none. */
  static Set<Permission> of(Collection<String> scopes) {
    EnumSet<Permission> permissions = EnumSet.noneOf(Permission.class);
    Arrays.stream(values())
        .filter(permission -> scopes.contains(permission.scope))
        .forEach(permission -> permissions.addAll(permission.withImplied()));
    return Collections.unmodifiableSet(permissions);
  }
}
