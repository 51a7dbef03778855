package io.tidemark.projection.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.projection.ReadModel;
import io.tidemark.projection.engine.Calendar;
import io.tidemark.testkit.TestDatabase;
import io.tidemark.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What becomes of requests, in a real database. */
class RequestsTest {

  private static final String CODE = "booking:2";
  private static final Calendar CALENDAR = new Calendar(ZoneOffset.UTC, DayOfWeek.MONDAY);

  private final TestDatabase database = TestPostgres.freshDatabase();
  private final List<Request> handled = new CopyOnWriteArrayList<>();
  private final Presence presence = new Presence(CODE, CALENDAR, database.dataSource());
  private final Requests requests =
      new Requests(List.of(new Doubling()), presence, database.dataSource());

  /** Doubles a number of at most 100. */
  private final class Doubling implements RequestHandler {
    @Override
    public Set<String> kinds() {
      return Set.of("double");
    }

    @Override
    public JsonNode handle(Request request) throws Refused {
      handled.add(request);
      JsonNode number = request.arguments().path("number");
      if (!number.isNumber()) {
        throw new IllegalStateException("planted");
      }
      if (number.asInt() > 100) {
        throw Refused.invalid("number", number.asString(), "at most 100");
      }
      return JsonMapper.shared()
          .createObjectNode()
          .put("doubled", number.decimalValue().add(number.decimalValue()));
    }
  }

  @BeforeEach
  void migrate() {
    ReadModel.migrate(database.dataSource());
  }

  @AfterEach
  void stop() {
    requests.stop();
    presence.stop();
  }

  private void start() {
    presence.start();
    requests.start();
  }

  @Test
  void what_is_asked_for_is_done_and_told() throws Exception {
    start();
    UUID id = ask("{\"number\": 1.50}", "double", null);

    assertThat(ended(id)).containsExactly("done", "{\"doubled\": 3.00}");
    assertThat(handled)
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.id()).isEqualTo(id);
              assertThat(request.actor()).isEqualTo("alice");
            });
    assertThat(rows("select code, zone, week_starts_on from tidemark.instance"))
        .containsExactly("booking:2 Z MONDAY");
  }

  @Test
  void what_cannot_be_done_is_refused_with_a_reason_and_a_defect_is_a_failure() throws Exception {
    start();
    List<String> refused = ended(ask("{\"number\": 101}", "double", null));
    assertThat(refused.getFirst()).isEqualTo("refused");
    assertThat(refused.getLast())
        .contains("\"status\": 400", "\"parameter\": \"number\"", "\"allowed\": \"at most 100\"");
    assertThat(ended(ask("{}", "double", null)))
        .containsExactly("failed", "{\"detail\": \"planted\"}");
  }

  @Test
  void what_is_for_another_release_or_of_an_unknown_kind_is_left_to_others() throws Exception {
    start();
    UUID other = ask("{\"number\": 1}", "double", "booking:1");
    UUID unknown = ask("{}", "halve", null);
    UUID mine = ask("{\"number\": 1}", "double", CODE);
    ended(mine);
    assertThat(state(other)).isEqualTo("waiting");
    assertThat(state(unknown)).isEqualTo("waiting");
  }

  @Test
  void what_a_projector_had_begun_when_it_died_is_done_by_another() throws Exception {
    execute(
        "insert into tidemark.instance values"
            + " ('dead', 'c', 'UTC', 'MONDAY', now(), now() - interval '6 seconds'),"
            + " ('alive', 'c', 'UTC', 'MONDAY', now(), now() + interval '1 minute')");
    UUID deads = ask("{\"number\": 1}", "double", null);
    UUID alives = ask("{\"number\": 2}", "double", null);
    execute(
        "update tidemark.request set state = 'running', claimed_by = 'dead' where id = '"
            + deads
            + "'");
    execute(
        "update tidemark.request set state = 'running', claimed_by = 'alive' where id = '"
            + alives
            + "'");
    start();

    assertThat(ended(deads)).containsExactly("done", "{\"doubled\": 2}");
    assertThat(state(alives)).isEqualTo("running");
  }

  @Test
  void what_nobody_waits_for_any_more_is_not_done() throws Exception {
    UUID old = ask("{\"number\": 1}", "double", null);
    UUID older = ask("{\"number\": 1}", "double", null);
    execute(
        "update tidemark.request set requested_at = now() - interval '11 seconds' where id = '"
            + old
            + "'");
    execute(
        "update tidemark.request set requested_at = now() - interval '2 minutes' where id = '"
            + older
            + "'");
    execute(
        "insert into tidemark.request (id, kind, arguments, actor, state, finished_at) values"
            + " (gen_random_uuid(), 'double', '{}', 'bob', 'done', now() - interval '25 hours')");
    start();

    ended(ask("{\"number\": 3}", "double", null));
    assertThat(state(old)).isEqualTo("waiting");
    assertThat(ended(older).getFirst()).isEqualTo("failed");
    assertThat(handled).hasSize(1);
    assertThat(rows("select actor from tidemark.request")).doesNotContain("bob");
  }

  @Test
  void it_goes_on_after_its_connection_broke_and_says_good_bye() throws Exception {
    start();
    ended(ask("{\"number\": 1}", "double", null));
    execute(
        "select pg_terminate_backend(pid) from pg_stat_activity"
            + " where datname = current_database() and pid <> pg_backend_pid()");
    assertThat(ended(ask("{\"number\": 2}", "double", null)))
        .containsExactly("done", "{\"doubled\": 4}");
    requests.stop();
    presence.stop();
    assertThat(rows("select id from tidemark.instance")).isEmpty();
  }

  private UUID ask(String arguments, String kind, @Nullable String code) throws SQLException {
    UUID id = UUID.randomUUID();
    try (Connection connection = database.dataSource().getConnection();
        PreparedStatement ask =
            connection.prepareStatement(
                "insert into tidemark.request (id, kind, arguments, actor, code)"
                    + " values (?, ?, ?::jsonb, 'alice', ?)")) {
      ask.setObject(1, id);
      ask.setString(2, kind);
      ask.setString(3, arguments);
      ask.setString(4, code);
      ask.executeUpdate();
    }
    execute("notify tidemark_request");
    return id;
  }

  /** State and outcome, once there is one. */
  private List<String> ended(UUID id) throws SQLException, InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (System.nanoTime() < end) {
      List<String> row =
          rows(
              "select state || '|' || outcome from tidemark.request where outcome is not null and id = '"
                  + id
                  + "'");
      if (!row.isEmpty()) {
        return List.of(row.getFirst().split("\\|", 2));
      }
      Thread.sleep(10);
    }
    throw new AssertionError("nothing became of it");
  }

  private String state(UUID id) throws SQLException {
    return rows("select state from tidemark.request where id = '" + id + "'").getFirst();
  }

  private List<String> rows(String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          columns.add(rows.getString(i));
        }
        found.add(String.join(" ", columns));
      }
      return found;
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
