package io.tidemark.projection.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {

  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

  @TempDir Path folder;

  @Test
  void a_token_verifies_with_the_public_key_and_carries_its_claims() throws Exception {
    SigningKey key = Home.at(folder).signingKey();

    SignedJWT token =
        SignedJWT.parse(key.token("ana", "ops.read system.read", Duration.ofMinutes(5), NOW));

    JWKSet published = JWKSet.parse(key.publicJwkSet());
    assertThat(published.containsNonPublicKeys()).isFalse();
    var publicKey = published.getKeyByKeyId(token.getHeader().getKeyID()).toRSAKey();
    assertThat(token.verify(new RSASSAVerifier(publicKey))).isTrue();
    assertThat(token.getHeader().getAlgorithm().getName()).isEqualTo("RS256");
    assertThat(publicKey.computeThumbprint().toString()).isEqualTo(publicKey.getKeyID());
    var claims = token.getJWTClaimsSet();
    assertThat(claims.getIssuer()).isEqualTo("tidemark-standalone");
    assertThat(claims.getAudience()).containsExactly("tidemark");
    assertThat(claims.getSubject()).isEqualTo("ana");
    assertThat(claims.getStringClaim("scope")).isEqualTo("ops.read system.read");
    assertThat(claims.getIssueTime()).isEqualTo(Date.from(NOW));
    assertThat(claims.getExpirationTime()).isEqualTo(Date.from(NOW.plusSeconds(300)));
  }

  @Test
  void all_who_ask_at_once_get_the_same_key() throws Exception {
    Callable<String> ask = () -> Home.at(folder).signingKey().publicJwkSet();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<String> keys =
          threads.invokeAll(Stream.generate(() -> ask).limit(8).toList()).stream()
              .map(future -> future.resultNow())
              .distinct()
              .toList();
      assertThat(keys).hasSize(1);
    }
  }

  @Test
  void only_the_owner_can_read_the_key_and_the_instance() throws Exception {
    Home home = Home.at(folder);
    home.signingKey();
    home.announce(instance(1));

    for (String file : List.of("signing-key.json", "instance.properties")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file))))
          .isEqualTo("rw-------");
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("signing-key.json", "signing-key.lock", "instance.properties");
    }
  }

  @Test
  void a_damaged_key_is_named_and_never_replaced() throws Exception {
    Files.writeString(folder.resolve("signing-key.json"), "{\"kty\":\"RSA\"");
    assertThatThrownBy(() -> Home.at(folder).signingKey())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("signing-key.json");
    assertThat(folder.resolve("signing-key.json")).hasContent("{\"kty\":\"RSA\"");
  }

  @Test
  void an_announced_instance_is_found_until_it_is_withdrawn() throws Exception {
    Home home = Home.at(folder);
    assertThat(home.instance()).isEmpty();

    home.announce(instance(ProcessHandle.current().pid()));
    assertThat(Home.at(folder).instance()).contains(instance(ProcessHandle.current().pid()));
    assertThat(home.instance().orElseThrow().isAlive()).isTrue();

    home.announce(instance(Long.MAX_VALUE));
    assertThat(home.instance().orElseThrow().isAlive()).isFalse();

    home.withdraw();
    assertThat(home.instance()).isEmpty();
  }

  @Test
  void an_incomplete_instance_file_says_what_is_missing() throws Exception {
    Files.writeString(folder.resolve("instance.properties"), "url=http://localhost:8080\npid=1\n");
    assertThatThrownBy(() -> Home.at(folder).instance())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("instance.properties has no jdbc.url");
  }

  @Test
  void the_environment_names_the_folder() {
    assertThat(Home.of(Map.of("TIDEMARK_HOME", folder.toString())).folder()).isEqualTo(folder);
    assertThat(Home.of(Map.of()).folder())
        .isEqualTo(Path.of("").toAbsolutePath().resolve(".tidemark"));
  }

  private static Instance instance(long pid) {
    return new Instance(
        "http://localhost:8080",
        "jdbc:postgresql://localhost:5/tidemark",
        "u",
        "p=:#! ä",
        "localhost:9",
        pid);
  }
}
