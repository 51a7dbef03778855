package io.tidemark.query.calling;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.query.QueryServer;
import io.tidemark.query.ReadModel;
import io.tidemark.query.SettableClock;
import io.tidemark.testkit.TestTokens;
import io.tidemark.web.Paging;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Rows in, agents out, over HTTP. */
class AgentsTest {

  private static final String AGENTS = "/api/agents";
  private static final String READ = TestTokens.of("agents-1", "calls.read");
  private static final String MANY = TestTokens.of("agents-many", "calls.read");
  private static final String ADMIN = TestTokens.of("boss", "calls.admin");
  private static final Instant NOW = Instant.parse("2026-11-20T10:30:20.5Z");

  private static final QueryServer server = QueryServer.shared();

  @BeforeAll
  static void fill() {
    server.bean(SettableClock.class).stopAt(NOW);
    new ReadModel(server.database())
        .commit(
            NOW,
            """
            insert into readmodel.agent (id, partition, revision, created, account, name, kind,
                description, external_id, status, stamps) values
              ('ag-1', 0, 1, '2026-01-02 03:04:05.678901Z', 'agents-1', 'Front "desk"',
                'receptionist', 'Answers', null, 'active', ''),
              ('ag-2', 0, 1, '2026-01-01Z', 'agents-1', 'Evenings', 'sales', null, 'el-2', 'draft',
                ''),
              ('ag-3', 0, 1, '2026-01-03Z', 'agents-1', 'Gone', 'sales', null, null, 'deleted', ''),
              ('ag-4', 0, 1, null, 'agents-1', 'Not created yet', null, null, null, 'active', ''),
              ('ag-5', 0, 1, '2026-01-03Z', 'agents-2', 'Not yours', 'sales', null, null, 'active',
                '');
            insert into readmodel.calls_by_agent values
              ('all', '1970-01-01', 'agents-1', 'ag-1', 7, 5, 1, 905, 10.25),
              ('day', '2026-11-20', 'agents-1', 'ag-1', 99, 9, 9, 999, 9),
              ('all', '1970-01-01', 'agents-2', 'ag-1', 88, 8, 8, 888, 8);
            insert into readmodel.leads_by_agent values
              ('all', '1970-01-01', 'agents-1', 'ag-1', 4, 250, 1),
              ('all', '1970-01-01', 'agents-2', 'ag-2', 8, 800, 8);
            insert into readmodel.agent
                (id, partition, revision, created, account, name, status, stamps)
              select 'many-' || n, 0, 1, timestamptz '2026-01-01' + make_interval(secs => n % 50),
                'agents-many', 'Agent ' || n % 40, (array['draft', 'active', 'inactive'])[1 + n % 3],
                ''
              from generate_series(1, 120) n;
            insert into readmodel.calls_by_agent
              select 'all', '1970-01-01', 'agents-many', 'many-' || n, n % 7, 0, 0, 0, 0
              from generate_series(1, 100) n;
            """);
  }

  @AfterAll
  static void backToTheTimeOfOthers() {
    server.bean(SettableClock.class).run();
  }

  private static final String FRONT_DESK =
      """
      {"id":"ag-1","name":"Front \\"desk\\"","kind":"receptionist","status":"active",\
      "description":"Answers","createdAt":"2026-01-02T03:04:05.678901Z",\
      "performance":{"conversations":7,"successRate":83.3,"avgDurationSeconds":150.8,\
      "avgDuration":"2:31","creditsUsed":10.25,"leads":4,"avgLeadScore":62.5},\
      "config":null,"configStatus":"none","configAge":null}""";

  private static final String EVENINGS =
      """
      {"id":"ag-2","name":"Evenings","kind":"sales","status":"draft",\
      "description":null,"createdAt":"2026-01-01T00:00:00Z",\
      "performance":{"conversations":0,"successRate":null,"avgDurationSeconds":null,\
      "avgDuration":null,"creditsUsed":0,"leads":0,"avgLeadScore":null},\
      "config":null,"configStatus":"none","configAge":null}""";

  @Test
  void a_page_shows_the_accounts_agents_by_name_without_the_deleted() {
    HttpResponse<String> page = server.get(AGENTS, READ);
    assertThat(page.body())
        .isEqualTo("{\"items\":[" + EVENINGS + "," + FRONT_DESK + "],\"nextCursor\":null}");
    assertThat(page.headers().firstValue("Link")).isEmpty();
    assertThat(page.headers().firstValue("Tidemark-As-Of")).isPresent();
  }

  @Test
  void one_agent_is_told_as_in_the_list() {
    assertThat(server.get(AGENTS + "/ag-1", READ).body()).isEqualTo(FRONT_DESK);
    assertThat(server.get(AGENTS + "/ag-1?userId=agents-1", ADMIN).body()).isEqualTo(FRONT_DESK);
  }

  @Test
  void an_agent_of_another_account_is_not_there_as_little_as_one_that_never_was() {
    List<String> bodies = new ArrayList<>();
    for (String id : List.of("ag-5", "unheard-of", "ag-3", "ag-4", "x".repeat(200), "%20")) {
      HttpResponse<String> response = server.get(AGENTS + "/" + id, READ);
      assertThat(response.statusCode()).as(id).isEqualTo(404);
      bodies.add(QueryServer.parse(response.body()).get("detail").asString());
    }
    assertThat(bodies).containsOnly("There is no such agent.");
    assertThat(server.get(AGENTS + "/ag-5?userId=agents-2", READ).statusCode()).isEqualTo(404);
    assertThat(server.get(AGENTS + "?userId=agents-2", READ).statusCode()).isEqualTo(404);
    assertThat(server.get(AGENTS + "/ag-5?userId=agents-1", ADMIN).statusCode()).isEqualTo(404);
  }

  @Test
  void the_tag_stays_as_long_as_nothing_changes() {
    HttpResponse<String> page = server.get(AGENTS, READ);
    String etag = page.headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> again =
        server.send(
            AGENTS,
            request ->
                request.header("Authorization", "Bearer " + READ).header("If-None-Match", etag));
    assertThat(again.statusCode()).isEqualTo(304);
  }

  private static List<JsonNode> walk(String query) {
    List<JsonNode> agents = new ArrayList<>();
    String path = AGENTS + query;
    for (int pages = 0; pages < 50; pages++) {
      HttpResponse<String> page = server.get(path, MANY);
      assertThat(page.statusCode()).as(path).isEqualTo(200);
      JsonNode body = QueryServer.parse(page.body());
      body.get("items").forEach(agents::add);
      String link = page.headers().firstValue("Link").orElse("");
      if (body.get("nextCursor").isNull()) {
        assertThat(link).isEmpty();
        return agents;
      }
      assertThat(link).endsWith(">; rel=\"next\"").contains(body.get("nextCursor").asString());
      path = link.substring(1, link.indexOf('>'));
    }
    throw new AssertionError("it never ends");
  }

  private static List<String> ids(List<JsonNode> agents) {
    return agents.stream().map(agent -> agent.get("id").asString()).toList();
  }

  @Test
  void every_order_walks_through_all_agents_once_forward_and_back() {
    for (String sort : List.of("name", "createdAt", "conversations")) {
      List<String> forward = ids(walk("?limit=11&sort=" + sort));
      assertThat(forward).as(sort).hasSize(120).doesNotHaveDuplicates();
      List<String> back = new ArrayList<>(ids(walk("?limit=17&sort=-" + sort)));
      Collections.reverse(back);
      assertThat(back).as(sort).isEqualTo(forward);
    }
  }

  @Test
  void the_order_is_the_one_that_is_asked_for() {
    assertThat(walk("?limit=500&sort=-conversations"))
        .isSortedAccordingTo(
            (a, b) ->
                b.at("/performance/conversations").asInt()
                    - a.at("/performance/conversations").asInt());
    assertThat(walk("?limit=500&sort=createdAt").stream().map(a -> a.get("createdAt").asString()))
        .isSorted();
    assertThat(walk("?limit=500").stream().map(a -> a.get("name").asString())).isSorted();
  }

  @Test
  void a_status_leaves_only_its_agents() {
    List<JsonNode> drafts = walk("?status=draft&limit=7");
    assertThat(drafts).hasSize(40);
    assertThat(drafts.stream().map(agent -> agent.get("status").asString())).containsOnly("draft");
  }

  @Test
  void what_is_not_allowed_is_named() {
    String names = server.json(AGENTS + "?limit=1", MANY).get("nextCursor").asString();
    String badTime = Paging.cursor(List.of("createdAt", "+1000000000-12-31T00:00:00Z", "x"));
    String badCount = Paging.cursor(List.of("conversations", "many", "x"));
    for (String query :
        Stream.of(
                "?sort=age",
                "?sort=--name",
                "?sort=",
                "?status=deleted",
                "?status=",
                "?limit=0",
                "?limit=501",
                "?limit=ten",
                "?cursor=",
                "?cursor=nonsense",
                "?cursor=*",
                "?sort=-name&cursor=" + names,
                "?sort=createdAt&cursor=" + names,
                "?sort=createdAt&cursor=" + badTime,
                "?sort=conversations&cursor=" + badCount)
            .toList()) {
      HttpResponse<String> response = server.get(AGENTS + query, MANY);
      assertThat(response.statusCode()).as(query).isEqualTo(400);
      String parameter =
          query.contains("cursor") ? "cursor" : query.substring(1, query.indexOf('='));
      assertThat(QueryServer.parse(response.body()).at("/errors/0/parameter").asString())
          .as(query)
          .isEqualTo(parameter);
    }
  }

  @Test
  void a_cursor_is_no_way_into_another_account() {
    String cursor = Paging.cursor(List.of("name", "", ""));
    JsonNode page =
        server.json(AGENTS + "?cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8), READ);
    assertThat(ids(List.copyOf(page.get("items").values()))).containsExactly("ag-2", "ag-1");
  }
}
