package io.tidemark.query.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.query.QueryServer;
import io.tidemark.query.ReadModel;
import io.tidemark.testkit.TestTokens;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The restatement ledger as those see it who may see the figures. */
class RestatementsTest {

  private static final String PATH = "/api/v1/restatements";
  private static final QueryServer server = QueryServer.start(Map.of());
  private static final ReadModel rows = new ReadModel(server.database());

  private static final String ADMIN = TestTokens.withScope("ops.admin");
  private static final String READER = TestTokens.withScope("ops.read");

  @BeforeAll
  static void fill() {
    insert(
        "bookings_by_status",
        "day",
        "2026-10-01",
        "\"status\": \"completed\"",
        "{\"bookings\": 17, \"amount\": 4200.5}",
        "{\"bookings\": 18, \"amount\": 4450.5}",
        "08:00");
    insert(
        "bookings_by_status",
        "month",
        "2026-10-01",
        "\"status\": \"completed\"",
        "{\"bookings\": 17, \"amount\": 10}",
        "{\"bookings\": 17, \"amount\": 20}",
        "09:00");
    insert(
        "production_by_provider",
        "day",
        "2026-10-02",
        "\"provider\": \"p1\"",
        "{\"dentist\": 1, \"hygiene\": 0, \"entries\": 1}",
        "{\"dentist\": 2, \"hygiene\": 0, \"entries\": 1}",
        "10:00");
    insert(
        "calls_by_account",
        "day",
        "2026-10-03",
        "\"account\": \"u1\"",
        "{\"calls\": 1}",
        "{\"calls\": 2}",
        "11:00");
    insert(
        "calls_by_account",
        "day",
        "2026-10-03",
        "\"account\": \"u2\"",
        "{\"calls\": 1}",
        "{\"calls\": 3}",
        "12:00");
    insert(
        "complaints_by_priority_and_status",
        "week",
        "2026-09-28",
        "\"priority\": \"low\"",
        "{\"complaints\": 1}",
        "{\"complaints\": 1}",
        "13:00");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void insert(
      String table,
      String grain,
      String start,
      String more,
      String before,
      String after,
      String at) {
    rows.silently(
        """
        insert into tidemark.restatement (generation, table_name, cell_key, period_start, period_end,
          cause, before, after, changes, events, window_start, first_at, last_at)
        values (1, '%1$s', '{"grain": "%2$s", "period_start": "%3$s", %4$s}', '%3$s',
          date '%3$s' + 1, 'events', '%5$s', '%6$s', 1, 2, '2026-11-01T%7$sZ', '2026-11-01T%7$sZ',
          '2026-11-01T%7$s:59Z')
        """
            .formatted(table, grain, start, more, before, after, at));
  }

  private static List<String> seen(String query, String token) {
    List<String> seen = new ArrayList<>();
    for (JsonNode item : server.json(PATH + query, token).get("items")) {
      seen.add(
          item.get("table").asString().substring(0, 5)
              + " "
              + item.get("before")
              + item.get("after"));
    }
    return seen;
  }

  @Test
  void an_entry_tells_what_was_said_and_what_is_said_now() {
    JsonNode item = server.json(PATH + "?grain=day", ADMIN).get("items").get(0);
    assertThat(item.get("table").asString()).isEqualTo("bookings_by_status");
    assertThat(item.get("key").get("status").asString()).isEqualTo("completed");
    assertThat(item.get("periodStart").asString()).isEqualTo("2026-10-01");
    assertThat(item.get("periodEnd").asString()).isEqualTo("2026-10-02");
    assertThat(item.get("cause").asString()).isEqualTo("events");
    assertThat(item.get("before").toString()).isEqualTo("{\"amount\":4200.5,\"bookings\":17}");
    assertThat(item.get("after").toString()).isEqualTo("{\"amount\":4450.5,\"bookings\":18}");
    assertThat(item.get("events").asLong()).isEqualTo(2);
    assertThat(item.get("firstAt").asString()).isEqualTo("2026-11-01T08:00:00Z");
  }

  @Test
  void each_sees_what_they_may_see_of_the_figures_themselves() {
    assertThat(seen("", ADMIN))
        .containsExactly(
            "booki {\"amount\":10,\"bookings\":17}{\"amount\":20,\"bookings\":17}",
            "booki {\"amount\":4200.5,\"bookings\":17}{\"amount\":4450.5,\"bookings\":18}");
    assertThat(seen("", READER)).containsExactly("booki {\"bookings\":17}{\"bookings\":18}");
    assertThat(seen("", TestTokens.withScope("providers.read")))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("produ");
    assertThat(seen("", calls("u1", "calls.read")))
        .containsExactly("calls {\"calls\":1}{\"calls\":2}");
    assertThat(seen("", calls("u3", "calls.read"))).isEmpty();
    assertThat(seen("", calls("u3", "calls.admin"))).hasSize(2);
  }

  private static String calls(String subject, String scope) {
    return TestTokens.with(claims -> claims.subject(subject).claim("scope", scope));
  }

  @Test
  void it_can_be_asked_for_a_time_a_table_and_a_period() {
    assertThat(seen("?from=2026-11-01T08:30:00Z", ADMIN)).hasSize(1);
    assertThat(seen("?from=2026-11-01T08:00:30Z&to=2026-11-01T09:00:00Z", ADMIN)).hasSize(1);
    assertThat(seen("?to=2026-11-01T08:00:00Z", ADMIN)).isEmpty();
    assertThat(seen("?grain=month", ADMIN)).hasSize(1);
    assertThat(seen("?periodStart=2026-10-01&table=bookings_by_status", ADMIN)).hasSize(2);
    assertThat(seen("?periodStart=2026-10-02", ADMIN)).isEmpty();
  }

  @Test
  void pages_follow_each_other_without_gap_or_repetition() {
    String all = calls("u3", "calls.admin ops.admin providers.read");
    List<Long> ids = new ArrayList<>();
    String next = PATH + "?limit=2";
    while (next != null) {
      HttpResponse<String> page = server.get(next, all);
      QueryServer.parse(page.body()).get("items").forEach(item -> ids.add(item.get("id").asLong()));
      String link = page.headers().firstValue("Link").orElse(null);
      next = link == null ? null : link.substring(1, link.indexOf('>'));
    }
    assertThat(ids).hasSize(5).doesNotHaveDuplicates();
  }

  @Test
  void what_is_not_allowed_is_named() {
    HttpResponse<String> unknown = server.get(PATH + "?table=orders", ADMIN);
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).contains("bookings_by_status", "leads_by_agent");
    assertThat(server.get(PATH + "?table=calls_by_agent", ADMIN).statusCode()).isEqualTo(403);
    assertThat(server.get(PATH + "?from=yesterday", ADMIN).statusCode()).isEqualTo(400);
    assertThat(server.get(PATH + "?grain=year", ADMIN).statusCode()).isEqualTo(400);
    assertThat(server.get(PATH + "?periodStart=2026-13-01", ADMIN).statusCode()).isEqualTo(400);
    assertThat(server.get(PATH + "?cursor=x", ADMIN).statusCode()).isEqualTo(400);
  }

  @Test
  void every_table_of_figures_has_a_rule() throws Exception {
    TreeSet<String> tables = new TreeSet<>();
    try (var connection = server.database().dataSource().getConnection();
        var select =
            connection.prepareStatement(
                """
                select table_name from information_schema.tables t
                where table_schema = 'readmodel' and table_name <> 'flyway_schema_history'
                  and not exists (select from information_schema.columns c
                    where c.table_schema = 'readmodel' and c.table_name = t.table_name
                      and c.column_name = 'stamps')
                """);
        var found = select.executeQuery()) {
      while (found.next()) {
        tables.add(found.getString(1));
      }
    }
    assertThat(List.of(FigureTable.values()))
        .extracting(FigureTable::wireName)
        .containsExactlyInAnyOrderElementsOf(tables);
  }
}
