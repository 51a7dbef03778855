package io.tidemark.web.security;

import io.tidemark.web.ProblemException;
import io.tidemark.web.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;

/** Says no, as RFC 9457 and RFC 6750 want it said: without telling more than the caller knows. */
final class SecurityProblems implements AuthenticationEntryPoint, AccessDeniedHandler {

  private final ProblemWriter problems;
  private final AccessRules rules;

  SecurityProblems(ProblemWriter problems, AccessRules rules) {
    this.problems = problems;
    this.rules = rules;
  }

  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
      throws IOException {
    if (!(e instanceof TokenRejected rejected)) {
      unauthorized(request, response, "Bearer", "A bearer token is needed here.");
      return;
    }
    switch (rejected.why()) {
      case INVALID ->
          unauthorized(
              request,
              response,
              "Bearer error=\"invalid_token\", error_description=\"The token is not valid\"",
              "The bearer token is not valid here, or no longer.");
      case KEYS_AWAY ->
          problems.write(
              request,
              response,
              ProblemException.unavailable(
                  "token-issuer-unavailable",
                  "The token cannot be checked now: the keys of its issuer cannot be reached.",
                  null));
    }
  }

  private void unauthorized(
      HttpServletRequest request, HttpServletResponse response, String challenge, String detail)
      throws IOException {
    response.setHeader(HttpHeaders.WWW_AUTHENTICATE, challenge);
    problems.write(request, response, HttpStatus.UNAUTHORIZED, "unauthorized", detail, List.of());
  }

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException e)
      throws IOException {
    String challenge = "Bearer error=\"insufficient_scope\"";
    String detail = "This token does not allow it.";
    if (rules.ruleFor(request) instanceof AccessRules.Rule.Needs needs) {
      List<String> scopes = needs.oneOf().stream().map(Permission::scope).sorted().toList();
      challenge += ", scope=\"" + String.join(" ", scopes) + "\"";
      detail = "This needs a token with the scope '" + String.join("' or '", scopes) + "'.";
    }
    response.setHeader(HttpHeaders.WWW_AUTHENTICATE, challenge);
    problems.write(request, response, ProblemException.forbidden(detail, List.of()));
  }
}
