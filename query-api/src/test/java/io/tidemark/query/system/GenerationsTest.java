package io.tidemark.query.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.query.QueryServer;
import io.tidemark.query.ReadModel;
import io.tidemark.query.system.AnsweringProjector.Asked;
import io.tidemark.query.system.AnsweringProjector.Said;
import io.tidemark.testkit.TestDatabase;
import io.tidemark.testkit.TestServer;
import io.tidemark.testkit.TestTokens;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Generations and rebuilds over HTTP. */
class GenerationsTest {

  private static final String PATH = "/api/v1/system/generations";
  private static final String READER = TestTokens.withScope("system.read");
  private static final String ADMIN = TestTokens.withScope("system.admin");

  private static final TestDatabase database = QueryServer.newReadModel();
  private static final QueryServer server = QueryServer.start(database, Map.of());
  private static final ReadModel readModel = new ReadModel(database);

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void one_generation_serves_and_another_was_compared() {
    readModel.silently(
        """
        delete from tidemark.difference; delete from tidemark.instance; delete from tidemark.request;
        delete from tidemark.position; delete from tidemark.log_end;
        delete from tidemark.generation where generation > 1;
        update tidemark.generation set code = 'booking:1', zone = 'UTC', week_starts_on = 'MONDAY';
        insert into tidemark.generation (generation, schema_name, state, code, zone, week_starts_on,
          reason, requested_by, events_total, events_done, runner, runner_seen_at, verified_at,
          cells_compared, differences, differences_by_table)
        values (2, 'readmodel_2', 'following', 'booking:2', 'Europe/Lisbon', 'SUNDAY', 'new code',
          's1', 1000, 1000, 'p-1', now(), now(), 70, 12, '{"bookings_by_status": 12}');
        insert into tidemark.difference (generation, table_name, number, cell_key, serving, rebuilt)
        select 2, case when n <= 3 then 'a' else 'b' end, n, jsonb_build_object('n', n),
          '{"bookings": 2, "amount": 1.50}', null from generate_series(1, 5) n;
        insert into tidemark.log_end values ('t', 0, 100, now());
        insert into tidemark.position (topic, partition, topic_id, next_offset, generation)
        values ('t', 0, 'x', 100, 1), ('t', 0, 'x', 93, 2);
        """);
  }

  @Test
  void a_generation_says_where_it_stands() {
    JsonNode page = server.json(PATH, READER);
    assertThat(page.path("serving").asInt()).isEqualTo(1);
    assertThat(page.path("generations").size()).isEqualTo(2);

    JsonNode second = server.json(PATH + "/2", READER);
    assertThat(second).isEqualTo(withTimeOf(second, page.path("generations").get(0)));
    assertThat(second.path("state").asString()).isEqualTo("following");
    assertThat(second.path("zone").asString()).isEqualTo("Europe/Lisbon");
    assertThat(second.path("progress").path("total").asLong()).isEqualTo(1000);
    assertThat(second.path("lag").asLong()).isEqualTo(7);
    assertThat(second.path("runnerAlive").asBoolean()).isTrue();
    assertThat(second.path("window").asString()).isEqualTo("PT24H");
    assertThat(second.path("verification").path("differencesByTable").path("bookings_by_status"))
        .hasToString("12");
    assertThat(server.get(PATH + "/3", READER).statusCode()).isEqualTo(404);
  }

  @Test
  void differences_and_generations_come_in_pages() {
    List<String> numbers = new ArrayList<>();
    @Nullable String cursor = null;
    do {
      JsonNode page =
          server.json(
              PATH + "/2/differences?limit=2" + (cursor == null ? "" : "&cursor=" + cursor),
              READER);
      page.path("differences")
          .forEach(each -> numbers.add(each.path("table").asString() + each.path("key").path("n")));
      assertThat(page.path("total").asInt()).isEqualTo(12);
      JsonNode next = page.path("nextCursor");
      cursor = next.isNull() ? null : next.asString();
    } while (cursor != null);
    assertThat(numbers).containsExactly("a1", "a2", "a3", "b4", "b5");
    assertThat(server.get(PATH + "/2/differences?table=a", READER).body())
        .contains("\"serving\":{\"amount\": 1.50, \"bookings\": 2},\"rebuilt\":null")
        .doesNotContain("\"table\":\"b\"");
    assertThat(server.get(PATH + "?cursor=nonsense", READER).statusCode()).isEqualTo(400);

    HttpResponse<String> first = server.get(PATH + "?limit=1", READER);
    assertThat(first.headers().firstValue("Link").orElse("")).contains("rel=\"next\"");
    String link = first.headers().firstValue("Link").orElse("");
    JsonNode second = server.json(link.substring(1, link.indexOf('>')), READER);
    assertThat(second.path("generations").get(0).path("generation").asInt()).isEqualTo(1);
  }

  @Test
  void a_rebuild_is_started_by_a_projector_of_the_new_definition() {
    projector("booking:1", "old");
    projector("booking:2", "new");
    try (AnsweringProjector projector =
        new AnsweringProjector(database, _ -> Said.done("{\"generation\": 2}"))) {
      HttpResponse<String> started =
          post(PATH, "{\"reason\": \"new code\", \"rate\": 5, \"source\": \"log\"}");
      assertThat(started.statusCode()).isEqualTo(202);
      assertThat(started.headers().firstValue("Location")).hasValue(PATH + "/2");
      assertThat(TestServer.parse(started.body()).path("generation").asInt()).isEqualTo(2);
      Asked asked = projector.asked().getFirst();
      assertThat(asked.kind()).isEqualTo("rebuild-start");
      assertThat(asked.code()).isEqualTo("booking:2");
      assertThat(asked.actor()).isEqualTo(TestTokens.claims().build().getSubject());
      assertThat(TestServer.parse(asked.arguments()))
          .isEqualTo(
              TestServer.parse("{\"reason\": \"new code\", \"rate\": 5, \"source\": \"log\"}"));
    }
    assertThat(server.json("/api/v1/ops/audit", TestTokens.withScope("ops.admin")).toString())
        .contains("start_rebuild")
        .contains("new code");
  }

  @Test
  void without_a_new_definition_it_is_the_one_that_serves_and_with_two_one_must_be_named() {
    projector("booking:1", "old");
    try (AnsweringProjector projector =
        new AnsweringProjector(database, _ -> Said.done("{\"events\": 7}"))) {
      assertThat(post(PATH + "/plan", "{}").body()).isEqualTo("{\"events\":7}");
      assertThat(projector.asked().getLast().code()).isEqualTo("booking:1");
      projector("booking:2", "new");
      projector("booking:3", "newer");
      HttpResponse<String> unclear = post(PATH + "/plan", "{}");
      assertThat(unclear.statusCode()).isEqualTo(409);
      assertThat(unclear.body()).contains("definition-not-clear", "'booking:2', 'booking:3'");
      post(PATH + "/plan", "{\"definition\": \"booking:3\"}");
      assertThat(projector.asked().getLast().code()).isEqualTo("booking:3");
      assertThat(post(PATH + "/plan", "{\"definition\": \"booking:4\"}").statusCode())
          .isEqualTo(409);
    }
  }

  @Test
  void what_the_projector_refuses_is_told_and_what_it_does_is_shown() {
    try (AnsweringProjector projector =
        new AnsweringProjector(
            database,
            asked ->
                asked.arguments().contains("\"accept\": true")
                    ? Said.done("{}")
                    : Said.refused(409, "differs", "12 cells differ."))) {
      HttpResponse<String> refused = post(PATH + "/2/switch", "");
      assertThat(refused.statusCode()).isEqualTo(409);
      assertThat(TestServer.parse(refused.body()).path("code").asString()).isEqualTo("differs");
      HttpResponse<String> done = post(PATH + "/2/switch", "{\"accept\": true}");
      assertThat(done.statusCode()).isEqualTo(200);
      assertThat(TestServer.parse(done.body()).path("generation").asInt()).isEqualTo(2);
      assertThat(projector.asked())
          .extracting(Asked::kind)
          .containsExactly("rebuild-switch", "rebuild-switch");
      assertThat(post(PATH + "/3/pause", "{}").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void every_wrong_field_is_named() {
    HttpResponse<String> wrong =
        post(
            PATH,
            """
            {"reason": " ", "rate": 0, "workers": 1.5, "source": "tape", "files": ["a"],
             "window": "soon", "pace": 1}
            """);
    assertThat(wrong.statusCode()).isEqualTo(422);
    List<String> named = new ArrayList<>();
    TestServer.parse(wrong.body())
        .path("errors")
        .forEach(error -> named.add(error.path("parameter").asString()));
    assertThat(named)
        .containsExactlyInAnyOrder(
            "reason", "rate", "workers", "source", "files", "window", "pace");
    assertThat(post(PATH, "{\"reason\": \"r\", \"source\": \"archive\"}").body())
        .contains("\"files\"");
    assertThat(post(PATH + "/2/pause", "{\"for\": 1}").statusCode()).isEqualTo(422);
    assertThat(post(PATH, "{\"reason\": \"r\"}").body()).contains("no-projector");
  }

  private static JsonNode withTimeOf(JsonNode one, JsonNode other) {
    return ((tools.jackson.databind.node.ObjectNode) other)
        .set("observedAt", one.path("observedAt"));
  }

  private static void projector(String code, String id) {
    readModel.silently(
        "insert into tidemark.instance values ('%s', '%s', 'UTC', 'MONDAY', now(), now())"
            .formatted(id, code));
  }

  private static HttpResponse<String> post(String path, String body) {
    return server.send(
        path,
        request ->
            request
                .header("Authorization", "Bearer " + ADMIN)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
  }
}
