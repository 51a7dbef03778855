package io.tidemark.projection.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code tidemark token} prints, and what all commands have in common. */
class TokenCommandTest extends CommandFixture {

  @Test
  void token_prints_the_token_alone() throws Exception {
    home().signingKey();
    assertThat(
            run(
                "token",
                "--scope",
                "ops.read,system.read",
                "--subject",
                "ana",
                "--expires-in",
                "PT5M"))
        .isZero();
    assertThat(out.toString()).matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+\\R");
    var claims = SignedJWT.parse(out.toString().strip()).getJWTClaimsSet();
    assertThat(claims.getSubject()).isEqualTo("ana");
    assertThat(claims.getStringClaim("scope")).isEqualTo("ops.read system.read");
    assertThat(claims.getExpirationTime()).isEqualTo(Date.from(NOW.plusSeconds(300)));
  }

  @Test
  void a_token_lasts_twelve_hours_unless_asked_otherwise() throws Exception {
    home().signingKey();
    run("token", "--scope", "ops.read");
    assertThat(SignedJWT.parse(out.toString().strip()).getJWTClaimsSet().getExpirationTime())
        .isEqualTo(Date.from(NOW.plus(Duration.ofHours(12))));
  }

  @Test
  void a_token_names_the_sources_whose_events_it_may_publish() throws Exception {
    home().signingKey();
    run("token", "--scope", "events.write", "--source", "/desk/berlin", "--source", "/import/*");
    assertThat(
            SignedJWT.parse(out.toString().strip()).getJWTClaimsSet().getStringListClaim("sources"))
        .containsExactly("/desk/berlin", "/import/*");
    assertThat(run("token", "--scope", "events.write", "--source", " ")).isEqualTo(2);
  }

  @Test
  void token_makes_no_key_that_nobody_knows() {
    assertThat(run("token", "--scope", "ops.read")).isEqualTo(3);
    assertThat(err.toString()).contains("There is no signing key in").contains("spring-boot:run");
    assertThat(folder.resolve("home")).doesNotExist();
  }

  @Test
  void a_wrong_command_line_ends_with_2_and_points_to_the_help() {
    assertThat(run("token")).isEqualTo(2);
    assertThat(err.toString()).contains("--scope").contains("See tidemark token --help");
    assertThat(run("token", "--scope", " ")).isEqualTo(2);
    assertThat(run("token", "--scope", "ops.read", "--expires-in", "PT0S")).isEqualTo(2);
    assertThat(run("token", "--scope", "ops.read", "--expires-in", "soon")).isEqualTo(2);
    assertThat(run("tokn")).isEqualTo(2);
    assertThat(run()).isEqualTo(2);
    assertThat(run("events", "import", "--mapping", "hotel_bookings")).isEqualTo(2);
    assertThat(run("lag", "--url", "localhost")).isEqualTo(2);
  }

  @Test
  void every_command_has_a_help_with_the_exit_codes() {
    for (String command : List.of("token", "events import", "verify", "lag")) {
      List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
      words.add("--help");
      assertThat(run(words.toArray(String[]::new))).as(command).isZero();
      assertThat(out.toString()).contains("Usage: tidemark " + command).contains("Exit codes:");
    }
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).contains("Tidemark 0.").contains("Java 25");
  }
}
