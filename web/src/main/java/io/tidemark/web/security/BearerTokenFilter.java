package io.tidemark.web.security;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.web.filter.GenericFilterBean;

/**
 * Reads the token from the {@code Authorization} header, and from nowhere else. Spring's own filter
 * does the same, with a regular expression, an attribute and two allocations of details a request.
 */
final class BearerTokenFilter extends GenericFilterBean {

  private static final String SCHEME = "Bearer ";

  private final Tokens tokens;
  private final AccessRules rules;
  private final AuthenticationEntryPoint entryPoint;

  BearerTokenFilter(Tokens tokens, AccessRules rules, AuthenticationEntryPoint entryPoint) {
    this.tokens = tokens;
    this.rules = rules;
    this.entryPoint = entryPoint;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request instanceof HttpServletRequest http
        && response instanceof HttpServletResponse answer
        && request.getDispatcherType() == DispatcherType.REQUEST) {
      String token = tokenOf(http);
      if (token != null) {
        try {
          SecurityContextHolder.setContext(new SecurityContextImpl(tokens.callerOf(token)));
        } catch (AuthenticationException e) {
          if (!(rules.ruleFor(http) instanceof AccessRules.Rule.Anyone)) {
            entryPoint.commence(http, answer, e);
            return;
          }
        }
      }
    }
    chain.doFilter(request, response);
  }

  private static @Nullable String tokenOf(HttpServletRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? header.substring(SCHEME.length()).strip()
        : null;
  }
}
