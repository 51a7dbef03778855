package io.tidemark.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tidemark.web.Problem.InvalidInput;
import io.tidemark.web.Tidemark.Mark;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.springframework.http.HttpStatus;

class TidemarkTest {

  private static final Mark STORED = new Mark.Stored("tidemark.bookings", 123_456_789, 42);
  private static final Mark LOGGED = new Mark.Logged("tidemark.calls", 7, Long.MAX_VALUE);
  private static final Mark SEEN = new Mark.Seen(Map.of("bookings", 9L, "settings", 0L));

  static final List<Tidemark> GOOD =
      List.of(
          Tidemark.of(STORED),
          Tidemark.of(LOGGED),
          Tidemark.of(SEEN),
          new Tidemark(List.of(STORED, LOGGED, SEEN)),
          new Tidemark(Collections.nCopies(64, STORED)));

  @ParameterizedTest
  @FieldSource("GOOD")
  void a_token_says_what_it_was_made_of(Tidemark tidemark) {
    assertThat(Tidemark.parse(tidemark.token())).isEqualTo(tidemark);
    assertThat(tidemark.token()).matches("[A-Za-z0-9_-]+");
  }

  @Test
  void a_token_of_the_same_versions_is_the_same() {
    assertThat(Tidemark.of(new Mark.Seen(Map.of("settings", 0L, "bookings", 9L))).token())
        .isEqualTo(Tidemark.of(SEEN).token());
  }

  @Test
  void of_several_tokens_all_marks_hold() {
    String header = Tidemark.of(STORED).token() + ", " + Tidemark.of(LOGGED).token();
    assertThat(Tidemark.parse(header).marks()).containsExactly(STORED, LOGGED);
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  static final List<String> BAD =
      List.of(
          "",
          ",",
          "not a token",
          "%%%",
          encoded(""),
          encoded("x tidemark.bookings 1 2"),
          encoded("s tidemark.bookings 1"),
          encoded("s tidemark.bookings 1 2 3"),
          encoded("s tidemark.bookings -1 2"),
          encoded("l tidemark.bookings 1 two"),
          encoded("l tidemark.bookings 1 99999999999999999999"),
          encoded("v bookings"),
          encoded("v bookings=x"),
          encoded("v bookings=-1"),
          new Tidemark(Collections.nCopies(65, STORED)).token(),
          "A".repeat(8_193));

  @ParameterizedTest
  @FieldSource("BAD")
  void what_was_not_made_here_is_a_400_that_names_the_header(String header) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> Tidemark.parse(header))
        .satisfies(
            problem -> {
              assertThat(problem.status()).isEqualTo(HttpStatus.BAD_REQUEST);
              assertThat(problem.errors())
                  .singleElement()
                  .extracting(InvalidInput::parameter)
                  .isEqualTo("Tidemark-At-Least");
            });
  }
}
