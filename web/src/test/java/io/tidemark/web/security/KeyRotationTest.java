package io.tidemark.web.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.sun.net.httpserver.HttpServer;
import io.tidemark.testkit.TestTokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys from an issuer elsewhere. */
class KeyRotationTest {

  private final RSAKey first = TestTokens.newKey();
  private final RSAKey second = TestTokens.newKey();
  private volatile JWKSet published = new JWKSet(first);
  private final HttpServer issuer;

  KeyRotationTest() throws IOException {
    issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void publish() {
    issuer.createContext(
        "/keys",
        exchange -> {
          byte[] body = published.toPublicJWKSet().toString().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    issuer.start();
  }

  @AfterEach
  void stop() {
    issuer.stop(0);
  }

  private Tokens tokens() {
    SecurityProperties properties =
        new SecurityProperties(
            "tidemark-standalone",
            "tidemark",
            URI.create("http://127.0.0.1:" + issuer.getAddress().getPort() + "/keys"),
            Set.of(SecurityProperties.Algorithm.RS256),
            Duration.ofSeconds(30),
            100,
            Duration.ofMinutes(1));
    return new Tokens(
        SecurityConfiguration.decoder(
            properties, SecurityConfiguration.jwkSource(properties, null), Clock.systemUTC()),
        properties,
        Clock.systemUTC());
  }

  private static String token(RSAKey key) {
    return TestTokens.signed(
        JWSAlgorithm.RS256, key, TestTokens.claims().claim("scope", "ops.read").build());
  }

  @Test
  void a_new_key_is_found_without_restart() {
    Tokens tokens = tokens();
    assertThat(tokens.callerOf(token(first)).may(Permission.OPS_READ)).isTrue();
    published = new JWKSet(second);
    assertThat(tokens.callerOf(token(second)).subject()).isEqualTo("s1");
  }

  @Test
  void without_keys_nobody_is_let_in_and_nobody_is_called_a_liar() {
    Tokens tokens = tokens();
    issuer.stop(0);
    assertThatThrownBy(() -> tokens.callerOf(token(first)))
        .isInstanceOfSatisfying(
            TokenRejected.class, e -> assertThat(e.why()).isEqualTo(TokenRejected.Why.KEYS_AWAY));
  }

  @Test
  void scopes_may_come_as_a_list_too_and_by_the_other_name() {
    for (String claim : List.of("scope", "scp")) {
      String token =
          TestTokens.signed(
              JWSAlgorithm.RS256,
              first,
              TestTokens.claims().claim(claim, List.of("system.admin")).build());
      assertThat(tokens().callerOf(token).permissions())
          .containsExactlyInAnyOrder(Permission.SYSTEM_ADMIN, Permission.SYSTEM_READ);
    }
  }
}
