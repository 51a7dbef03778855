package io.tidemark.web.security;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Who is calling. Immutable, so that one instance serves every request that bears the same token.
 *
 * @param subject the token's subject: the staff id that the audit records
 */
public record Caller(String subject, Set<Permission> permissions) implements Authentication {

  /** The caller of the request that this thread is answering, if its token was good. */
  public static @Nullable Caller orNull() {
    return SecurityContextHolder.getContext().getAuthentication() instanceof Caller caller
        ? caller
        : null;
  }

  /** The caller, where the rules have made sure that there is one. */
  public static Caller current() {
    Caller caller = orNull();
    if (caller == null) {
      throw new IllegalStateException("an endpoint was reached without a caller");
    }
    return caller;
  }

  public boolean may(Permission permission) {
    return permissions.contains(permission);
  }

  @Override
  public String getName() {
    return subject;
  }

  @Override
  public Collection<? extends GrantedAuthority> getAuthorities() {
    return List.of();
  }

  /** The token itself is not kept. */
  @Override
  public @Nullable Object getCredentials() {
    return null;
  }

  @Override
  public @Nullable Object getDetails() {
    return null;
  }

  @Override
  public Object getPrincipal() {
    return subject;
  }

  @Override
  public boolean isAuthenticated() {
    return true;
  }

  @Override
  public void setAuthenticated(boolean authenticated) {
    throw new UnsupportedOperationException("a caller is what its token says");
  }
}
