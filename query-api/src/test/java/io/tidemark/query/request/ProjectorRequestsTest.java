package io.tidemark.query.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.query.Eventually;
import io.tidemark.query.QueryServer;
import io.tidemark.testkit.TestDatabase;
import io.tidemark.web.ProblemException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the query side gets to hear when it asks a projector, in a real database. */
class ProjectorRequestsTest {

  private static final JsonNode ARGUMENTS =
      JsonMapper.shared().createObjectNode().put("reason", "new code");

  private final TestDatabase database = QueryServer.newReadModel();
  private final ProjectorRequests projector =
      new ProjectorRequests(() -> database.dataSource().getConnection());

  @Test
  void the_projectors_answer_is_the_answer() {
    CompletableFuture<JsonNode> answer = asked();
    finish("done", "{\"generation\": 2, \"amount\": 1.50}");
    assertThat(answer.join().path("generation").asInt()).isEqualTo(2);
    assertThat(answer.join().path("amount").decimalValue()).isEqualTo(new BigDecimal("1.50"));
  }

  @Test
  void what_the_projector_refuses_is_a_problem_that_names_the_field() {
    CompletableFuture<JsonNode> answer = asked();
    finish(
        "refused",
        """
        {"status": 400, "code": "invalid-parameter", "detail": "'rate' is not valid.",
         "errors": [{"parameter": "rate", "value": "-1", "allowed": "at least 1"}]}
        """);
    assertThatThrownBy(answer::join)
        .cause()
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> {
              assertThat(problem.status()).isEqualTo(HttpStatus.BAD_REQUEST);
              assertThat(problem.errors().getFirst().parameter()).isEqualTo("rate");
            });
  }

  @Test
  void a_failure_tells_where_to_look_and_not_what_may_be_secret() {
    CompletableFuture<JsonNode> answer = asked();
    finish("failed", "{\"detail\": \"password authentication failed\"}");
    assertThatThrownBy(answer::join)
        .hasMessageContaining("Its log says why, at request")
        .hasMessageNotContaining("password");
  }

  @Test
  void a_request_that_no_projector_takes_is_withdrawn() {
    assertThatThrownBy(() -> projector.ask("rebuild-start", ARGUMENTS, "alice", "booking:2"))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> {
              assertThat(problem.code()).isEqualTo("no-projector");
              assertThat(problem.detail()).contains("'booking:2'").contains("nothing was done");
            });
    assertThat(update("update tidemark.request set state = 'running'")).isZero();
  }

  private CompletableFuture<JsonNode> asked() {
    return CompletableFuture.supplyAsync(() -> projector.ask("rebuild-start", ARGUMENTS, "alice"));
  }

  /** As a projector would. */
  private void finish(String state, String outcome) {
    Eventually.holds(
        () ->
            update(
                    "update tidemark.request set finished_at = now(), state = '%s', outcome = '%s'"
                        .formatted(state, outcome.replace("'", "''")))
                == 1);
    update("notify tidemark_request_done");
  }

  private int update(String sql) {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
