package io.tidemark.query.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.projection.deadletter.DeadLetterRequests;
import io.tidemark.projection.engine.Calendar;
import io.tidemark.projection.request.Presence;
import io.tidemark.projection.request.Requests;
import io.tidemark.query.QueryServer;
import io.tidemark.testkit.TestTokens;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.DayOfWeek;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Retry and discard, as a projector's real handler marks letters; its consumers are played. */
class ResolvingTest {

  private static final String PATH = "/api/v1/system/dead-letters";
  private static final String ADMIN =
      TestTokens.with(claims -> claims.subject("op2").claim("scope", "system.admin ops.admin"));
  private static final String BOOKINGS = "tidemark.bookings";

  private static QueryServer server;
  private static Letters letters;
  private static Presence presence;
  private static Requests requests;

  @BeforeAll
  static void start() {
    server = QueryServer.start(Map.of());
    letters = new Letters(server.database());
    DataSource database = server.database().dataSource();
    presence = new Presence("code:1", new Calendar(ZoneOffset.UTC, DayOfWeek.MONDAY), database);
    requests = new Requests(List.of(new DeadLetterRequests(database)), presence, database);
    presence.start();
    requests.start();
  }

  @AfterAll
  static void stop() {
    requests.stop();
    presence.stop();
    server.close();
  }

  @BeforeEach
  void forget() {
    letters.execute("delete from tidemark.dead_letter");
  }

  private static HttpResponse<String> post(String what, String body) {
    return server.send(
        PATH + "/" + what,
        request ->
            request
                .header("Authorization", "Bearer " + ADMIN)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
  }

  /** What the owners of partitions make of letters that wait, once there are some. */
  private static Thread owners(String outcome) {
    return Thread.ofVirtual()
        .start(
            () -> {
              while (!Thread.currentThread().isInterrupted()) {
                letters.execute(
                    "update tidemark.dead_letter set "
                        + outcome
                        + " where state = 'retrying' and topic = '"
                        + BOOKINGS
                        + "'");
                try {
                  Thread.sleep(50);
                } catch (InterruptedException e) {
                  return;
                }
              }
            });
  }

  @Test
  void who_retries_is_told_what_came_of_it() throws Exception {
    letters.add(BOOKINGS, "unknown-type", "moved", "type: unknown");
    letters.add(BOOKINGS, "unknown-type", "moved", "type: unknown");
    long other = letters.add("elsewhere", "unknown-type", "moved", "type: unknown");
    Thread owners =
        owners(
            "state = case record_offset % 2 when 0 then 'folded' else 'open' end,"
                + " reason = 'still unknown'");
    try {
      HttpResponse<String> response =
          post("retry", "{\"type\": \"moved\", \"note\": \"new release\"}");
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      JsonNode outcome = QueryServer.parse(response.body());
      assertThat(outcome.get("matched").asInt()).isEqualTo(3);
      assertThat(outcome.get("folded").asInt()).isEqualTo(1);
      assertThat(outcome.get("failedAgain").asInt()).isEqualTo(1);
      assertThat(outcome.at("/failures/0/reason").asString()).isEqualTo("still unknown");
      assertThat(outcome.get("waiting").asInt()).as("nobody has that partition").isEqualTo(1);
      assertThat(outcome.get("waitingFor").toString())
          .isEqualTo("[{\"topic\":\"elsewhere\",\"partition\":0,\"letters\":1}]");
      JsonNode found =
          server.json(PATH + "?state=retrying&request=" + outcome.get("request").asString(), ADMIN);
      assertThat(found.at("/items/0/id").asLong()).isEqualTo(other);
      assertThat(found.at("/items/0/resolvedBy").asString()).isEqualTo("op2");
      assertThat(found.at("/items/0/note").asString()).isEqualTo("new release");
      assertThat(found.at("/counts/folded").asInt()).isEqualTo(1);
    } finally {
      owners.interrupt();
      owners.join();
    }
  }

  @Test
  void an_outcome_that_is_there_is_not_waited_for() throws Exception {
    letters.add(BOOKINGS, "k", "t", "r");
    Thread owners = owners("state = 'folded'");
    try {
      long start = System.nanoTime();
      assertThat(QueryServer.parse(post("retry", "{\"all\": true}").body()).get("folded").asInt())
          .isEqualTo(1);
      assertThat(System.nanoTime() - start).isLessThan(4_000_000_000L);
    } finally {
      owners.interrupt();
      owners.join();
    }
  }

  @Test
  void who_discards_says_why() {
    long id = letters.add(BOOKINGS, "k", "t", "r");
    JsonNode outcome =
        QueryServer.parse(
            post("discard", "{\"ids\": [" + id + "], \"note\": \"sent by mistake\"}").body());
    assertThat(outcome.get("discarded").asInt()).isEqualTo(1);
    JsonNode letter = server.json(PATH + "/" + id, ADMIN);
    assertThat(letter.get("state").asString()).isEqualTo("discarded");
    assertThat(letter.get("note").asString()).isEqualTo("sent by mistake");
    assertThat(letter.get("resolvedBy").asString()).isEqualTo("op2");
    assertThat(letter.get("resolvedAt").isNull()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          retry   | {}                                     | body
          retry   | {"note": "all?"}                       | body
          retry   | {"ids": []}                            | ids
          retry   | {"ids": ["1"]}                         | ids
          retry   | {"ids": [1.5]}                         | ids
          retry   | {"kind": ""}                           | kind
          retry   | {"type": 7}                            | type
          retry   | {"from": "yesterday"}                  | from
          retry   | {"all": false}                         | all
          retry   | {"all": true, "state": "open"}         | state
          retry   | []                                     | body
          discard | {"all": true}                          | note
          discard | {"all": true, "note": " "}             | note
          """)
  void a_field_that_is_not_allowed_is_named(String what, String body, String field) {
    HttpResponse<String> response = post(what, body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
    assertThat(QueryServer.parse(response.body()).at("/errors/0/parameter").asString())
        .isEqualTo(field);
  }

  @Test
  void who_retried_what_is_on_record() {
    post("retry", "{\"type\": \"no.such\"}");
    assertThat(
            server.json("/api/v1/ops/audit?staff_id=op2&limit=20", ADMIN).get("items").toString())
        .contains("retry_dead_letters")
        .contains("type=\\\"no.such\\\"");
  }
}
