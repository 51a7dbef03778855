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
 * @param sources whose events it may publish: each the whole source, or how it begins and {@code *}
 */
public record Caller(String subject, Set<Permission> permissions, List<String> sources)
    implements Authentication {

  public Caller {
    sources = List.copyOf(sources);
  }

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

  /** Whether events of this CloudEvents source may come from here. */
  public boolean mayPublishAs(String source) {
    return sources.stream()
        .anyMatch(
            allowed ->
                allowed.endsWith("*")
                    ? source.startsWith(allowed.substring(0, allowed.length() - 1))
                    : source.equals(allowed));
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
