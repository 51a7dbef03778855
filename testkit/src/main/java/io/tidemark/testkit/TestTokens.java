package io.tidemark.testkit;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Date;
import java.util.function.UnaryOperator;

/** An issuer of tokens, good ones and bad ones. */
public final class TestTokens {

  public static final RSAKey KEY = newKey();

  private TestTokens() {}

  public static RSAKey newKey() {
    try {
      return new RSAKeyGenerator(2048).keyIDFromThumbprint(true).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  public static String withScope(String scope) {
    return with(claims -> claims.claim("scope", scope));
  }

  public static String of(String subject, String scope) {
    return with(claims -> claims.subject(subject).claim("scope", scope));
  }

  /** A good token for nothing, with what the change does to it. */
  public static String with(UnaryOperator<JWTClaimsSet.Builder> change) {
    return signed(JWSAlgorithm.RS256, KEY, change.apply(claims()).build());
  }

  public static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer("tidemark-standalone")
        .audience("tidemark")
        .subject("s1")
        .issueTime(Date.from(Instant.now()))
        .expirationTime(Date.from(Instant.now().plusSeconds(3600)));
  }

  public static String signed(JWSAlgorithm algorithm, RSAKey key, JWTClaimsSet claims) {
    try {
      return sign(algorithm, key.getKeyID(), new RSASSASigner(key), claims);
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Not signed at all. */
  public static String plain(JWTClaimsSet claims) {
    return new PlainJWT(claims).serialize();
  }

  /** Signed with the public key as if it were a shared secret: what a confused server accepts. */
  public static String confused(JWTClaimsSet claims) {
    try {
      byte[] publicKey = KEY.toRSAPublicKey().getEncoded();
      return sign(JWSAlgorithm.HS256, KEY.getKeyID(), new MACSigner(publicKey), claims);
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String sign(
      JWSAlgorithm algorithm, String keyId, JWSSigner signer, JWTClaimsSet claims)
      throws JOSEException {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(algorithm).keyID(keyId).type(JOSEObjectType.JWT).build(), claims);
    jwt.sign(signer);
    return jwt.serialize();
  }
}
