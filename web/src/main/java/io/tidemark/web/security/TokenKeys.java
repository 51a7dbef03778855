package io.tidemark.web.security;

import com.nimbusds.jose.jwk.JWKSet;

/**
 * Keys of an issuer that lives in this very process. With such a bean tokens are checked against
 * it, and it is published at {@code /.well-known/jwks.json}.
 *
 * @param jwkSet public halves only, whatever was given
 */
public record TokenKeys(JWKSet jwkSet) {

  public TokenKeys {
    jwkSet = jwkSet.toPublicJWKSet();
    if (jwkSet.isEmpty()) {
      throw new IllegalArgumentException("a token issuer needs a key");
    }
  }
}
