package io.tidemark.web.security;

import org.springframework.security.core.AuthenticationException;

/** A bearer token did not lead to a caller. */
final class TokenRejected extends AuthenticationException {

  enum Why {
    /** The token is wrong, whatever happens here. */
    INVALID,
    /** The issuer's keys cannot be had, so that nobody can tell. */
    KEYS_AWAY
  }

  private final Why why;

  TokenRejected(Why why, String detail, Throwable cause) {
    super(detail, cause);
    this.why = why;
  }

  Why why() {
    return why;
  }
}
