package io.tidemark.query.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.query.QueryServer;
import io.tidemark.testkit.TestTokens;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class DeadLettersTest {

  private static final String PATH = "/api/v1/system/dead-letters";
  private static final String READ = TestTokens.withScope("system.read");
  private static final String ADMIN =
      TestTokens.with(claims -> claims.subject("op1").claim("scope", "system.admin ops.admin"));

  private static final String BOOKINGS = "tidemark.bookings";
  private static final String MOVED = "io.tidemark.booking.moved";

  private static QueryServer server;
  private static Letters letters;

  @BeforeAll
  static void start() {
    server = QueryServer.start(Map.of());
    letters = new Letters(server.database());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void forget() {
    letters.execute("delete from tidemark.dead_letter");
    letters = new Letters(server.database());
  }

  private static JsonNode list(String query) {
    return server.json(PATH + query, READ);
  }

  private static List<Long> ids(JsonNode page) {
    List<Long> ids = new ArrayList<>();
    page.get("items").forEach(item -> ids.add(item.get("id").asLong()));
    return ids;
  }

  @Test
  void the_newest_come_first_and_say_what_is_wrong() {
    letters.add(BOOKINGS, "unknown-type", MOVED, "type: unknown");
    long second = letters.add(BOOKINGS, "invalid-payload", "t", "amount: missing");
    JsonNode page = list("");
    JsonNode first = page.get("items").get(0);
    assertThat(first.get("id").asLong()).isEqualTo(second);
    assertThat(first.get("topic").asString()).isEqualTo(BOOKINGS);
    assertThat(first.get("offset").asLong()).isEqualTo(1);
    assertThat(first.get("reason").asString()).isEqualTo("amount: missing");
    assertThat(first.get("state").asString()).isEqualTo("open");
    assertThat(first.get("attempts").asInt()).isEqualTo(1);
    assertThat(first.has("value")).as("bytes are for system.admin").isFalse();
    assertThat(page.get("nextCursor").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          kind=unknown-type                                    | 0,1
          type=io.tidemark.booking.moved                       | 0
          reason=AMOUNT                                        | 2
          reason=%25                                           | 3
          topic=tidemark.complaints                            | 1
          from=2026-11-01T01:00:00Z&to=2026-11-01T03:00:00Z    | 1,2
          from=2026-11-01T03:00:00%2B01:00&kind=invalid-payload | 2,3
          kind=nothing                                         | ''
          """)
  void letters_are_found_by_what_they_are(String query, String expected) {
    List<Long> all =
        List.of(
            letters.add(BOOKINGS, "unknown-type", MOVED, "type: unknown"),
            letters.add("tidemark.complaints", "unknown-type", "c", "type: unknown"),
            letters.add(BOOKINGS, "invalid-payload", "b", "amount: missing"),
            letters.add(BOOKINGS, "invalid-payload", "b", "rate: 100% is too much"));
    List<Long> wanted = new ArrayList<>();
    for (String index : expected.isEmpty() ? new String[0] : expected.split(",", -1)) {
      wanted.addFirst(all.get(Integer.parseInt(index)));
    }
    assertThat(ids(list("?" + query))).isEqualTo(wanted);
  }

  @Test
  void what_is_resolved_is_not_listed_unless_asked_for_and_always_counted() {
    long open = letters.add(BOOKINGS, "k", "t", "r");
    long retrying = letters.add(BOOKINGS, "k", "t", "r");
    long folded = letters.add(BOOKINGS, "k", "t", "r");
    long discarded = letters.add(BOOKINGS, "k", "t", "r");
    letters.execute("update tidemark.dead_letter set state = 'retrying' where id = " + retrying);
    letters.execute("update tidemark.dead_letter set state = 'folded' where id = " + folded);
    letters.execute("update tidemark.dead_letter set state = 'discarded' where id = " + discarded);
    JsonNode page = list("");
    assertThat(ids(page)).containsExactly(retrying, open);
    assertThat(ids(list("?state=discarded,folded"))).containsExactly(discarded, folded);
    for (String state : List.of("open", "retrying", "folded", "discarded")) {
      assertThat(page.get("counts").get(state).asInt()).as(state).isEqualTo(1);
    }
  }

  @Test
  void letters_are_summed_up_by_what_they_are() {
    for (int i = 0; i < 3; i++) {
      letters.add(BOOKINGS, "unknown-type", MOVED, "r" + i);
    }
    letters.add(BOOKINGS, "too-large", "t", "r");
    JsonNode groups = list("?limit=1").get("groups");
    assertThat(groups.size()).isEqualTo(2);
    assertThat(groups.get(0).toString())
        .isEqualTo(
            "{\"topic\":\"tidemark.bookings\",\"kind\":\"unknown-type\",\"eventType\":\""
                + MOVED
                + "\",\"letters\":3,\"newest\":\"2026-11-01T02:00:00Z\"}");
  }

  @Test
  void pages_are_linked_and_hold_every_letter_once() {
    List<Long> all = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      all.addFirst(letters.add(BOOKINGS, "k", "t", "r"));
    }
    List<Long> seen = new ArrayList<>();
    String query = "?limit=3&kind=k";
    while (true) {
      HttpResponse<String> response = server.get(PATH + query, READ);
      JsonNode page = QueryServer.parse(response.body());
      seen.addAll(ids(page));
      letters.add(BOOKINGS, "k", "t", "came meanwhile");
      if (page.get("nextCursor").isNull()) {
        break;
      }
      String link = response.headers().firstValue("Link").orElseThrow();
      query = link.substring(link.indexOf('?'), link.indexOf('>'));
    }
    assertThat(seen).isEqualTo(all);
  }

  @Test
  void the_letters_are_those_of_the_generation_that_serves() {
    letters.execute(
        """
        insert into tidemark.generation (generation, schema_name, state, reason, requested_by)
        values (2, 'readmodel_2', 'following', 'test', 'test') on conflict do nothing
        """);
    long first = letters.add(1, BOOKINGS, "k", "t", "r", null);
    long second = letters.add(2, BOOKINGS, "k", "t", "r", null);
    assertThat(ids(list(""))).containsExactly(first);
    letters.execute("update tidemark.generation set state = 'standby' where generation = 1");
    letters.execute("update tidemark.generation set state = 'serving' where generation = 2");
    try {
      assertThat(ids(list(""))).containsExactly(second);
      assertThat(server.json(PATH + "/" + first, ADMIN).get("id").asLong()).isEqualTo(first);
    } finally {
      letters.execute("update tidemark.generation set state = 'following' where generation = 2");
      letters.execute("update tidemark.generation set state = 'serving' where generation = 1");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "state=closed,state",
    "from=yesterday,from",
    "to=2026-11-01,to",
    "limit=501,limit",
    "cursor=x,cursor",
    "request=1,request",
    "kind=,kind",
    "type=%00,type"
  })
  void what_is_not_allowed_is_named(String query, String parameter) {
    HttpResponse<String> response = server.get(PATH + "?" + query, READ);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(QueryServer.parse(response.body()).at("/errors/0/parameter").asString())
        .isEqualTo(parameter);
  }

  @Test
  void one_letter_is_shown_with_its_bytes() {
    long id = letters.add(BOOKINGS, "unknown-type", MOVED, "type: unknown");
    JsonNode letter = server.json(PATH + "/" + id, ADMIN);
    assertThat(letter.get("id").asLong()).isEqualTo(id);
    assertThat(letter.get("topicId").asString()).isEqualTo("topic-id");
    assertThat(letter.at("/key/text").asString()).isEqualTo("b1");
    assertThat(letter.at("/value/text").asString()).isEqualTo("{\"amount\":1}");
    assertThat(letter.at("/value/json/amount").asInt()).isEqualTo(1);
    assertThat(letter.at("/value/bytes").asInt()).isEqualTo(12);
    assertThat(letter.at("/headers/0/name").asString()).isEqualTo("ce_type");
    assertThat(letter.at("/headers/0/value/text").asString()).isEqualTo(MOVED);
    assertThat(letter.at("/headers/1/value").isNull()).isTrue();
    assertThat(letter.at("/headers/2/value/base64").asString()).isEqualTo("/wA=");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          not json              | false
          "a string"            | false
          {"a":1,"a":2}         | false
          {"a":1e999999}        | true
          [1,2]                 | true
          {"a":NaN}             | false
          """)
  void only_what_everybody_reads_alike_is_shown_as_json(String value, boolean json) {
    long id = letters.add(1, BOOKINGS, "k", "t", "r", value.getBytes(UTF_8));
    JsonNode shown = server.json(PATH + "/" + id, ADMIN).get("value");
    assertThat(shown.get("text").asString()).isEqualTo(value);
    assertThat(shown.get("json").isNull()).isEqualTo(!json);
  }

  @Test
  void json_that_is_too_deep_is_text() {
    String deep = "[".repeat(10_000) + "]".repeat(10_000);
    long id = letters.add(1, BOOKINGS, "k", "t", "r", deep.getBytes(UTF_8));
    assertThat(server.json(PATH + "/" + id, ADMIN).at("/value/json").isNull()).isTrue();
  }

  @Test
  void of_a_large_value_the_first_mebibyte_is_shown_and_no_half_character() {
    byte[] large = ("a" + "é".repeat(1 << 20)).getBytes(UTF_8);
    long id = letters.add(1, BOOKINGS, "too-large", "t", "r", large);
    JsonNode value = server.json(PATH + "/" + id, ADMIN).get("value");
    assertThat(value.get("truncated").asBoolean()).isTrue();
    assertThat(value.get("bytes").asInt()).isEqualTo(large.length);
    assertThat(value.get("text").asString()).hasSize(1 << 19).endsWith("é");
    byte[] random = new byte[2 << 20];
    new java.util.Random(1).nextBytes(random);
    long other = letters.add(1, BOOKINGS, "too-large", "t", "r", random);
    assertThat(
            Base64.getDecoder()
                .decode(server.json(PATH + "/" + other, ADMIN).at("/value/base64").asString()))
        .hasSize(1 << 20)
        .startsWith(java.util.Arrays.copyOf(random, 100));
  }

  @Test
  void a_letter_without_a_value_says_so() {
    long id = letters.add(1, BOOKINGS, "k", "t", "r", null);
    assertThat(server.json(PATH + "/" + id, ADMIN).get("value").isNull()).isTrue();
  }

  @Test
  void there_is_no_letter_of_an_unknown_id() {
    for (String id : List.of("0", "999999999", "x", "-1", "99999999999999999999")) {
      assertThat(server.get(PATH + "/" + id, ADMIN).statusCode()).as(id).isEqualTo(404);
    }
  }

  @Test
  void who_looked_at_the_bytes_is_on_record() {
    long id = letters.add(BOOKINGS, "k", "t", "r");
    server.json(PATH + "/" + id, ADMIN);
    JsonNode entry = server.json("/api/v1/ops/audit?staff_id=op1&limit=1", ADMIN).at("/items/0");
    // reading the audit is recorded as well: the newest entry is that, or the one before it
    JsonNode before = server.json("/api/v1/ops/audit?staff_id=op1&limit=3", ADMIN).get("items");
    assertThat(entry.isMissingNode()).isFalse();
    assertThat(before.toString()).contains("view_dead_letter").contains("\"" + id + "\"");
  }
}
