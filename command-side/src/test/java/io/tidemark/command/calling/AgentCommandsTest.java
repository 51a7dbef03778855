package io.tidemark.command.calling;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.command.CommandServer;
import io.tidemark.testkit.TestTokens;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Agents over HTTP, down to the rows of the event store. */
class AgentCommandsTest {

  private static final String AGENTS = "/api/v1/agents";
  private static final String ANNA = "{\"name\":\"Anna\",\"kind\":\"sales\"}";
  private static final String OURS = TestTokens.of("u-1", "calls.write");
  private static final String THEIRS = TestTokens.of("u-2", "calls.write");
  private static final String ADMIN = TestTokens.of("boss", "calls.write calls.admin");

  private static final CommandServer server = CommandServer.shared();

  private static HttpResponse<String> post(
      String path, String token, String body, String... headers) {
    return server.call("POST", AGENTS + path, token, body, headers);
  }

  private static String created(String token, String body) {
    HttpResponse<String> response = post("", token, body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    String id = CommandServer.parse(response.body()).get("id").asString();
    assertThat(response.headers().firstValue("Location")).contains(AGENTS + "/" + id);
    return id;
  }

  @Test
  void an_agent_is_of_the_account_of_who_made_it() throws SQLException {
    String id = created(OURS, ANNA);
    assertThat(post("/" + id + "/activate", OURS, "").statusCode()).isEqualTo(200);
    assertThat(
            server
                .call("PATCH", AGENTS + "/" + id, OURS, "{\"externalId\":\"v-1\",\"x\":1}")
                .statusCode())
        .isEqualTo(200);
    assertThat(post("/" + id + "/deactivate", OURS, "").statusCode()).isEqualTo(200);
    assertThat(post("/" + id + "/delete", OURS, "").statusCode()).isEqualTo(200);
    assertThat(post("/" + id + "/activate", OURS, "").statusCode()).isEqualTo(409);
    assertThat(server.stored(id))
        .containsExactly(
            "io.tidemark.agent.created {\"userId\":\"u-1\",\"name\":\"Anna\",\"kind\":\"sales\"}",
            "io.tidemark.agent.activated {}",
            "io.tidemark.agent.updated {\"externalId\":\"v-1\"}",
            "io.tidemark.agent.deactivated {}",
            "io.tidemark.agent.deleted {}");
  }

  @Test
  void its_id_is_a_new_one_whatever_is_asked_for() {
    String id = created(OURS, "{\"id\":\"mine\",\"name\":\"Anna\",\"kind\":\"sales\"}");
    assertThat(id).isNotEqualTo("mine");
  }

  @Test
  void to_another_account_there_is_no_such_agent() {
    String id = created(OURS, ANNA);
    HttpResponse<String> none = post("/none/activate", THEIRS, "");
    for (List<String> headers : List.of(List.<String>of(), List.of("If-Match", "\"9\""))) {
      HttpResponse<String> response =
          post("/" + id + "/activate", THEIRS, "", headers.toArray(String[]::new));
      assertThat(response.statusCode()).isEqualTo(404);
      assertThat(CommandServer.parse(response.body()).get("detail").asString())
          .isEqualTo(
              CommandServer.parse(none.body()).get("detail").asString().replace("none'", id + "'"));
    }
  }

  @Test
  void only_an_admin_of_calls_acts_for_others() throws SQLException {
    String forTheirs = "{\"userId\":\"u-2\",\"name\":\"Anna\",\"kind\":\"sales\"}";
    HttpResponse<String> refused = post("", OURS, forTheirs);
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(CommandServer.parse(refused.body()).at("/errors/0/parameter").asString())
        .isEqualTo("userId");
    String id = created(ADMIN, forTheirs);
    assertThat(server.stored(id).getFirst()).contains("\"userId\":\"u-2\"");
    assertThat(post("/" + id + "/activate", THEIRS, "").statusCode()).isEqualTo(200);
    assertThat(post("/" + id + "/deactivate", ADMIN, "").statusCode()).isEqualTo(200);
    created(THEIRS, forTheirs);
  }

  @Test
  void a_change_that_changes_nothing_is_refused() {
    String id = created(OURS, ANNA);
    assertThat(server.call("PATCH", AGENTS + "/" + id, OURS, "{}").statusCode()).isEqualTo(422);
  }

  @Test
  void it_may_be_for_one_revision_alone() {
    String id = created(OURS, ANNA);
    assertThat(post("/" + id + "/activate", OURS, "", "If-Match", "\"2\"").statusCode())
        .isEqualTo(412);
    assertThat(post("/" + id + "/activate", OURS, "", "If-Match", "\"1\"").statusCode())
        .isEqualTo(200);
  }

  @Test
  void what_is_of_another_kind_is_no_agent() throws SQLException {
    HttpResponse<String> booking =
        server.post("/api/v1/bookings", "bookings.write", "{\"amount\":1}");
    String id = CommandServer.parse(booking.body()).get("id").asString();
    assertThat(post("/" + id + "/activate", ADMIN, "").statusCode()).isEqualTo(404);
    assertThat(server.stored(id)).hasSize(1);
  }
}
