package io.tidemark.projection.cli;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/** The RSA key with which a standalone instance signs its own tokens (RS256). */
public final class SigningKey {

  /** The issuer that tokens of a standalone instance name. */
  public static final String ISSUER = "tidemark-standalone";

  /** The audience of every Tidemark token. */
  public static final String AUDIENCE = "tidemark";

  private static final int BITS = 2048;

  private final RSAKey key;

  private SigningKey(RSAKey key) {
    this.key = key;
  }

  static SigningKey generate() {
    try {
      return new SigningKey(
          new RSAKeyGenerator(BITS)
              .keyUse(KeyUse.SIGNATURE)
              .algorithm(JWSAlgorithm.RS256)
              .keyIDFromThumbprint(true)
              .generate());
    } catch (JOSEException e) {
      throw new IllegalStateException("This Java cannot make RSA keys", e);
    }
  }

  static SigningKey parse(String json) {
    try {
      RSAKey key = RSAKey.parse(json);
      if (!key.isPrivate()) {
        throw new IllegalArgumentException("it has no private part");
      }
      return new SigningKey(key);
    } catch (ParseException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  String toPrivateJson() {
    return key.toJSONString();
  }

  /** The public half as a JWK set, as it may be served to anybody. */
  public String publicJwkSet() {
    return new JWKSet(key).toString(true);
  }

  /**
   * A signed token.
   *
   * @param subject who it is for, e.g. a member of staff
   * @param scope permissions, separated by spaces, e.g. {@code ops.read system.read}
   */
  public String token(String subject, String scope, Duration lifetime, Instant now) {
    return token(subject, scope, List.of(), lifetime, now);
  }

  /**
   * A signed token that may publish events.
   *
   * @param sources whose: each a CloudEvents source, or how it begins and {@code *}
   */
  public String token(
      String subject, String scope, List<String> sources, Duration lifetime, Instant now) {
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .audience(AUDIENCE)
            .subject(subject)
            .claim("scope", scope)
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(lifetime)));
    if (!sources.isEmpty()) {
      claims.claim("sources", sources);
    }
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .type(JOSEObjectType.JWT)
            .keyID(key.getKeyID())
            .build();
    SignedJWT token = new SignedJWT(header, claims.build());
    try {
      token.sign(new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException("The signing key does not sign", e);
    }
    return token.serialize();
  }
}
