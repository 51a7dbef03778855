package io.tidemark.projection.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.projection.ReadModel;
import io.tidemark.projection.request.Refused;
import io.tidemark.projection.request.Request;
import io.tidemark.testkit.TestDatabase;
import io.tidemark.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Which letters a request marks, in a real database. */
final class DeadLetterRequestsTest {

  private static final TestDatabase database = migrated();

  private final DeadLetterRequests requests = new DeadLetterRequests(database.dataSource());

  private static TestDatabase migrated() {
    TestDatabase fresh = TestPostgres.freshDatabase();
    ReadModel.migrate(fresh.dataSource());
    return fresh;
  }

  /** Letters 1 to 4 of the first generation, of which 2 to 4 are letters of the second, too. */
  @BeforeEach
  void letters() throws SQLException {
    execute(
        """
        truncate tidemark.dead_letter restart identity;
        insert into tidemark.generation (generation, schema_name, state, reason, requested_by)
        values (2, 'readmodel_2', 'following', 'test', 'test'), (3, 'x', 'cancelled', 'test', 'test')
        on conflict (generation) do nothing;
        insert into tidemark.dead_letter (generation, topic, topic_id, partition, record_offset,
          kind, reason, event_type, header_names, header_values, received_at)
        select generation, topic, 'id', 0, n, kind, reason, type, '{}', '{}',
          '2026-11-01T00:00:00Z'::timestamptz + make_interval(hours => n)
        from (values (1, 'bookings', 'unknown-type', 'type: unknown', 'moved'),
          (2, 'bookings', 'invalid-payload', 'Amount: missing', 'created'),
          (3, 'calls', 'unknown-type', 'type: unknown', 'rung'),
          (4, 'calls', 'too-large', '100% too large', 'rung')) letter (n, topic, kind, reason, type)
        join (values (1), (2), (3)) each (generation) on n > 1 or generation = 1
        order by generation, n;
        """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"ids": [1, 3, 99]}                                                   | 1 3
          {"kind": "unknown-type"}                                              | 1 3
          {"type": "rung"}                                                      | 3 4
          {"reason": "amount"}                                                  | 2
          {"reason": "%"}                                                       | 4
          {"topic": "calls", "kind": "unknown-type"}                            | 3
          {"from": "2026-11-01T02:00:00Z", "to": "2026-11-01T05:00:00+01:00"}   | 2 3
          {"all": true}                                                         | 1 2 3 4
          {"all": true, "after": 2}                                             | 3 4
          {"type": "no such"}                                                   | ''
          """)
  void letters_are_chosen_by_what_they_are_and_marked_in_every_living_generation(
      String arguments, String expected) throws Exception {
    JsonNode answer = retry(arguments);
    List<String> chosen = expected.isEmpty() ? List.of() : List.of(expected.split(" ", -1));
    assertThat(answer.path("matched").asInt()).isEqualTo(chosen.size());
    assertThat(answer.has("next")).isFalse();
    assertThat(marked(1)).isEqualTo(chosen);
    assertThat(marked(2)).isEqualTo(chosen.stream().filter(n -> !n.equals("1")).toList());
    assertThat(marked(3)).as("that generation is gone").isEmpty();
  }

  @Test
  void the_same_request_again_marks_nothing_twice() throws Exception {
    UUID id = UUID.randomUUID();
    assertThat(handle(id, "dead-letters-retry", "{\"all\": true}").path("matched").asInt())
        .isEqualTo(4);
    execute("update tidemark.dead_letter set state = 'open', attempts = 2 where generation = 1");
    assertThat(handle(id, "dead-letters-retry", "{\"all\": true}").path("matched").asInt())
        .isZero();
    assertThat(marked(1)).isEmpty();
  }

  @Test
  void letters_that_wait_already_can_be_asked_for_again() throws Exception {
    retry("{\"all\": true}");
    assertThat(retry("{\"ids\": [1]}").path("matched").asInt()).isEqualTo(1);
  }

  @Test
  void who_discards_says_why_and_is_remembered() throws Exception {
    JsonNode answer = discard("{\"ids\": [2], \"note\": \"sent by mistake\"}");
    assertThat(answer.path("matched").asInt()).isEqualTo(1);
    assertThat(
            query(
                """
                select concat_ws(' ', generation, state, resolved_by, note, request,
                  resolved_at between now() - interval '1 minute' and now())
                from tidemark.dead_letter where record_offset = 2 and generation < 3
                """))
        .containsExactly(
            "1 discarded s1 sent by mistake " + answer.path("request").asString() + " t",
            "2 discarded s1 sent by mistake " + answer.path("request").asString() + " t");
    assertThatThrownBy(() -> discard("{\"ids\": [2]}")).isInstanceOf(Refused.class);
  }

  @Test
  void what_was_discarded_is_retried_only_by_name() throws Exception {
    discard("{\"ids\": [1, 2], \"note\": \"no\"}");
    assertThat(retry("{\"all\": true}").path("matched").asInt()).isEqualTo(2);
    assertThat(retry("{\"ids\": [1]}").path("matched").asInt()).isEqualTo(1);
    assertThat(marked(1)).containsExactly("1", "3", "4");
    assertThat(query("select resolved_at::text from tidemark.dead_letter where id = 1"))
        .containsExactly("null");
  }

  @Test
  void what_is_folded_is_not_touched() throws Exception {
    execute("update tidemark.dead_letter set state = 'folded' where record_offset = 1");
    assertThat(retry("{\"ids\": [1]}").path("matched").asInt()).isZero();
    assertThat(discard("{\"ids\": [1], \"note\": \"no\"}").path("matched").asInt()).isZero();
  }

  @Test
  void a_hundred_thousand_letters_are_marked_in_as_many_requests_as_it_takes() throws Exception {
    execute(
        """
        insert into tidemark.dead_letter (generation, topic, topic_id, partition, record_offset,
          kind, reason, header_names, header_values)
        select g, 'many', 'id', n % 12, n, 'unknown-type', 'r', '{}', '{}'
        from generate_series(1, 100000) n, generate_series(1, 2) g
        """);
    long matched = 0;
    long after = 0;
    while (after >= 0) {
      JsonNode answer = retry("{\"topic\": \"many\", \"after\": %d}".formatted(after));
      matched += answer.path("matched").asLong();
      after = answer.path("next").asLong(-1);
    }
    assertThat(matched).isEqualTo(100_000);
    assertThat(query("select count(*) from tidemark.dead_letter where state = 'retrying'"))
        .containsExactly("200000");
  }

  @Test
  void a_request_that_names_none_is_refused() {
    assertThatThrownBy(() -> retry("{\"note\": \"all of them?\"}")).isInstanceOf(Refused.class);
  }

  private JsonNode retry(String arguments) throws Exception {
    return handle(UUID.randomUUID(), "dead-letters-retry", arguments);
  }

  private JsonNode discard(String arguments) throws Exception {
    return handle(UUID.randomUUID(), "dead-letters-discard", arguments);
  }

  private JsonNode handle(UUID id, String kind, String arguments) throws Exception {
    return requests.handle(new Request(id, kind, JsonMapper.shared().readTree(arguments), "s1"));
  }

  /** The offsets of the letters that wait, of one generation. */
  private static List<String> marked(int generation) throws SQLException {
    return query(
        "select record_offset from tidemark.dead_letter where state = 'retrying' and generation = "
            + generation
            + " order by 1");
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> query(String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        values.add(String.valueOf(rows.getString(1)));
      }
    }
    return values;
  }
}
