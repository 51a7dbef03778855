package io.tidemark.projection.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What {@code tidemark dead-letters} asks for, what it says, and how it ends. */
class DeadLettersCommandTest extends ApiFixture {

  private static final String LETTER =
      """
      {"id":42,"topic":"tidemark.bookings","partition":3,"offset":26184,"kind":"unknown-type",
       "reason":"type: unknown: \\"io.tidemark.booking.moved\\"","eventType":"io.tidemark.booking.moved",
       "state":"open","attempts":1,"receivedAt":"2026-11-20T09:00:00Z","triedAt":"2026-11-20T09:00:00Z",
       "resolvedAt":null,"resolvedBy":null,"note":null}
      """;

  private static final String GROUP =
      """
      {"topic":"tidemark.bookings","kind":"%s","eventType":%s,"letters":12,"newest":"2026-11-20T09:00:00Z"}
      """;

  private static String page(String counts, String groups, String items) {
    return "{\"items\":[%s],\"nextCursor\":null,\"counts\":%s,\"groups\":[%s]}"
        .formatted(items, counts, groups);
  }

  private static String counts(int open, int retrying) {
    return "{\"open\":%d,\"retrying\":%d,\"folded\":340,\"discarded\":2}".formatted(open, retrying);
  }

  private static String outcome(int matched, int folded, int failed, int waiting, String more) {
    return ("{\"request\":\"r1\",\"matched\":%d,\"folded\":%d,\"failedAgain\":%d,\"waiting\":%d,%s"
            + "\"waitingFor\":[]}")
        .formatted(matched, folded, failed, waiting, more);
  }

  private String scope() throws Exception {
    return SignedJWT.parse(tokens.getLast()).getJWTClaimsSet().getStringClaim("scope");
  }

  @Test
  void a_list_says_what_there_is_and_which_command_to_type() throws Exception {
    next(
        page(
            counts(12, 1),
            GROUP.formatted("unknown-type", "\"io.tidemark.booking.moved\""),
            LETTER));
    assertThat(
            run("dead-letters", "list", "--type", "io.tidemark.booking.moved", "--matching", "a b"))
        .isEqualTo(1);
    assertThat(asked)
        .containsExactly(
            "GET /api/v1/system/dead-letters?limit=20&reason=a+b&type=io.tidemark.booking.moved");
    assertThat(scope()).isEqualTo("system.read");
    assertThat(out.toString())
        .contains("12 open, 1 waiting to be retried, 340 folded later, 2 discarded.")
        .contains("42  2026-11-20T09:00:00Z  tidemark.bookings-3@26184  open, 1 attempt")
        .contains("unknown-type: type: unknown: \"io.tidemark.booking.moved\"")
        .contains("tidemark dead-letters retry --type io.tidemark.booking.moved")
        .contains("tidemark dead-letters show 42");
  }

  @Test
  void a_list_without_open_letters_ends_with_0() {
    next(page(counts(0, 0), "", ""));
    assertThat(run("dead-letters", "list", "--from", "2026-11-20T10:30+01:00")).isZero();
    assertThat(asked.getFirst()).endsWith("?from=2026-11-20T10%3A30%2B01%3A00&limit=20");
    next(page(counts(0, 0), "", ""));
    assertThat(run("dead-letters", "list", "--json")).isZero();
    assertThat(out.toString()).startsWith("{\"items\":[]");
  }

  @Test
  void each_kind_has_a_next_step() {
    for (String kind : List.of("invalid-envelope", "invalid-payload", "wrong-currency")) {
      next(page(counts(1, 0), GROUP.formatted(kind, "null"), LETTER));
      run("dead-letters", "list");
      assertThat(out.toString())
          .contains("tidemark dead-letters discard --kind " + kind + " --reason");
    }
    for (String kind : List.of("time-ahead", "too-large", "not-storable")) {
      next(page(counts(1, 0), GROUP.formatted(kind, "\"t\""), LETTER));
      run("dead-letters", "list");
      assertThat(out.toString())
          .contains("tidemark dead-letters retry --kind " + kind + " --type t");
    }
  }

  @Test
  void what_others_have_sent_moves_no_cursor_and_runs_no_command() {
    next(
        page(
            counts(1, 0),
            GROUP.formatted("unknown-type", "\"a\\u001b[2J$(rm -rf x)'\\u202e\""),
            LETTER.replace("type: unknown", "\\u001b[2J\\n\\u009b")));
    run("dead-letters", "list");
    assertThat(out.toString())
        .doesNotContain("\u001b")
        .doesNotContain("\u009b")
        .doesNotContain("\u202e")
        .contains("retry --type 'a·[2J$(rm -rf x)'\\''·'");
  }

  @Test
  void a_letter_is_shown_with_what_its_record_holds() throws Exception {
    next(
        LETTER.strip().replaceFirst("\\}$", "")
            + """
            ,"topicId":"x","request":null,
             "headers":[{"name":"ce_type","value":{"bytes":1,"truncated":false,"text":"moved","base64":null,"json":null}},
               {"name":"odd","value":null}],
             "key":{"bytes":2,"truncated":false,"text":null,"base64":"/wA=","json":null},
             "value":{"bytes":12,"truncated":false,"text":"{\\"amount\\":1}","base64":null,"json":{"amount":1}}}
            """);
    assertThat(run("dead-letters", "show", "42")).isZero();
    assertThat(asked).containsExactly("GET /api/v1/system/dead-letters/42");
    assertThat(scope()).isEqualTo("system.admin");
    assertThat(out.toString())
        .contains("ce_type: moved")
        .contains("odd: (none)")
        .contains("base64 /wA=")
        .contains("\"amount\" : 1")
        .contains("tidemark dead-letters retry --type io.tidemark.booking.moved");
  }

  @Test
  void a_retry_of_which_all_is_folded_ends_with_0() throws Exception {
    next(outcome(2, 2, 0, 0, "\"failures\":[],\"next\":null,"));
    assertThat(run("dead-letters", "retry", "1", "2", "--reason", "new release")).isZero();
    assertThat(asked).containsExactly("POST /api/v1/system/dead-letters/retry");
    assertThat(bodies).containsExactly("{\"ids\":[1,2],\"note\":\"new release\"}");
    assertThat(scope()).isEqualTo("system.admin");
    assertThat(out.toString()).contains("2 letters: 2 now count, 0 failed again, 0 still wait.");
  }

  @Test
  void a_retry_goes_on_until_no_more_match_and_watches_those_that_wait() {
    String failure = "{\"id\":7,\"kind\":\"invalid-payload\",\"reason\":\"amount: missing\"}";
    next(outcome(200_000, 0, 0, 200_000, "\"failures\":[],\"next\":200123,"));
    next(page(counts(0, 5), "", ""));
    next(page(counts(1, 0), "", failure));
    next(outcome(3, 3, 0, 0, "\"failures\":[],\"next\":null,"));
    assertThat(run(Clock.systemUTC(), "dead-letters", "retry", "--all")).isEqualTo(1);
    assertThat(asked)
        .containsExactly(
            "POST /api/v1/system/dead-letters/retry",
            "GET /api/v1/system/dead-letters?limit=20&state=open&request=r1",
            "GET /api/v1/system/dead-letters?limit=20&state=open&request=r1",
            "POST /api/v1/system/dead-letters/retry");
    assertThat(bodies).containsExactly("{\"all\":true}", "", "", "{\"all\":true,\"after\":200123}");
    assertThat(out.toString())
        .contains("200,003 letters: 343 now count, 1 failed again, 0 still wait.")
        .contains("7  invalid-payload: amount: missing")
        .contains("dead-letters discard --kind invalid-payload");
  }

  @Test
  void letters_that_still_wait_are_explained() {
    next(outcome(1, 0, 0, 1, "\"failures\":[],\"next\":null,"));
    assertThat(run("dead-letters", "retry", "--kind", "too-large", "--wait", "PT0S")).isEqualTo(1);
    assertThat(out.toString())
        .contains("1 still wait")
        .contains("tidemark dead-letters list --state retrying");
    next(outcome(1, 0, 0, 1, "\"failures\":[],\"next\":null,"));
    run("dead-letters", "retry", "--kind", "too-large", "--wait", "PT0S", "--json");
    JsonNode report = Api.JSON.readTree(out.toString());
    assertThat(report.path("waiting").asInt()).isEqualTo(1);
    assertThat(report.path("requests").get(0).asString()).isEqualTo("r1");
  }

  @Test
  void an_id_that_no_open_letter_has_ends_with_1() {
    next(outcome(1, 1, 0, 0, "\"failures\":[],\"next\":null,"));
    assertThat(run("dead-letters", "retry", "1", "2")).isEqualTo(1);
    assertThat(out.toString()).contains("tidemark dead-letters show ID");
  }

  @Test
  void to_discard_takes_a_reason_and_says_how_to_take_it_back() {
    assertThat(run("dead-letters", "discard", "1")).isEqualTo(2);
    assertThat(err.toString()).contains("--reason");
    next("{\"request\":\"r\",\"discarded\":1,\"next\":null}");
    assertThat(run("dead-letters", "discard", "1", "--reason", "sent by mistake")).isZero();
    assertThat(asked).containsExactly("POST /api/v1/system/dead-letters/discard");
    assertThat(bodies).containsExactly("{\"ids\":[1],\"note\":\"sent by mistake\"}");
    assertThat(out.toString())
        .contains("1 letter is discarded.")
        .contains("tidemark dead-letters retry ID");
  }

  @Test
  void who_says_not_which_letters_is_asked() {
    assertThat(run("dead-letters", "retry", "--reason", "all of them?")).isEqualTo(2);
    assertThat(err.toString()).contains("Which letters?").contains("--all");
    assertThat(run("dead-letters", "retry", "first")).isEqualTo(2);
    assertThat(asked).isEmpty();
  }
}
