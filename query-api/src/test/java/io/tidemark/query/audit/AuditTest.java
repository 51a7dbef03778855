package io.tidemark.query.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.query.QueryServer;
import io.tidemark.query.ReadModel;
import io.tidemark.testkit.TestDatabase;
import io.tidemark.testkit.TestTokens;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The audit as those see it who read it, and as those find it who try to change it. */
class AuditTest {

  private static final QueryServer server = QueryServer.shared();
  private static final String AUDIT = "/api/v1/ops/audit";
  private static final String VERIFY = AUDIT + "/verify";

  private static String token(String subject, String scope) {
    return TestTokens.with(claims -> claims.subject(subject).claim("scope", scope));
  }

  private static final String ADMIN = token("auditor", "ops.admin");

  private static JsonNode newest(String query) {
    return server.json(AUDIT + query, ADMIN).get("items").get(0);
  }

  private static String last(String staffId) {
    JsonNode item = newest("?staff_id=" + staffId);
    return String.join(
        " ",
        item.get("staff_id").asString(),
        item.get("action").asString(),
        item.get("resource").asString(),
        item.get("period").toString(),
        item.get("include").toString(),
        item.get("outcome").asString());
  }

  @Test
  void each_access_is_recorded_with_what_was_asked_for_and_how_it_ended() {
    server.get(QueryServer.METRICS + "?period=week&include=sla,bookings", token("a1", "ops.read"));
    assertThat(last("a1"))
        .isEqualTo("a1 view_metrics dashboard_metrics \"week\" \"sla,bookings\" allowed");
    server.get(QueryServer.METRICS, token("a2", "ops.read"));
    assertThat(last("a2")).isEqualTo("a2 view_metrics dashboard_metrics \"all\" null allowed");
    server.get(QueryServer.METRICS + "?include=revenue", token("a3", "ops.read"));
    assertThat(last("a3")).isEqualTo("a3 view_metrics dashboard_metrics null \"revenue\" denied");
    server.get(QueryServer.METRICS, token("a4", "openid"));
    assertThat(last("a4")).isEqualTo("a4 view_metrics dashboard_metrics null null denied");
    server.get(QueryServer.METRICS + "?period=x%0Ay", token("a5", "ops.read"));
    assertThat(last("a5")).isEqualTo("a5 view_metrics dashboard_metrics \"x?y\" null rejected");
    server.get("/api/v1/ops/config", token("a6", "ops.read"));
    assertThat(last("a6")).isEqualTo("a6 view_config ops_config null null denied");
    server.get("/api/v1/elsewhere", token("a7", "ops.read"));
    assertThat(last("a7")).isEqualTo("a7 request /api/v1/elsewhere null null rejected");
    server.get("/api/v1/system/projections", token("a8", "system.read"));
    assertThat(last("a8")).isEqualTo("a8 view_projections projections null null allowed");
  }

  @Test
  void who_shows_no_valid_token_is_recorded_as_nobody() {
    String trace = "0af7651916cd43dd8448eb211c80319c";
    server.send(
        QueryServer.METRICS,
        request ->
            request
                .header("Authorization", "Bearer nonsense")
                .header("traceparent", "00-" + trace + "-b7ad6b7169203331-01"));
    List<String> found = new ArrayList<>();
    for (JsonNode item : server.json(AUDIT + "?limit=20", ADMIN).get("items")) {
      if (item.get("trace_id").asString().equals(trace)) {
        found.add(item.get("staff_id") + " " + item.get("outcome").asString());
      }
    }
    assertThat(found).containsExactly("null denied");
  }

  @Test
  void reading_the_audit_is_recorded_before_it_is_answered() {
    assertThat(newest("").get("action").asString()).isEqualTo("view_audit");
    assertThat(newest("").get("staff_id").asString()).isEqualTo("auditor");
  }

  @Test
  void pages_follow_each_other_without_gap_or_repetition() {
    String subject = "pager";
    for (int i = 0; i < 25; i++) {
      server.get(QueryServer.METRICS, token(subject, "ops.read"));
    }
    List<Long> seqs = new ArrayList<>();
    String next = AUDIT + "?limit=10&staff_id=" + subject;
    while (next != null) {
      HttpResponse<String> page = server.get(next, ADMIN);
      QueryServer.parse(page.body())
          .get("items")
          .forEach(item -> seqs.add(item.get("seq").asLong()));
      String link = page.headers().firstValue("Link").orElse(null);
      next = link == null ? null : link.substring(1, link.indexOf('>'));
    }
    assertThat(seqs).hasSize(25).isSortedAccordingTo((a, b) -> Long.compare(b, a));
    assertThat(seqs).doesNotHaveDuplicates();
  }

  @Test
  void pages_can_be_of_a_time() {
    server.get(QueryServer.METRICS, token("t1", "ops.read"));
    String at = newest("?staff_id=t1").get("at").asString();
    assertThat(server.json(AUDIT + "?staff_id=t1&from=" + at, ADMIN).get("items").size())
        .isEqualTo(1);
    assertThat(server.json(AUDIT + "?staff_id=t1&to=" + at, ADMIN).get("items").size()).isZero();
  }

  @Test
  void what_is_not_allowed_is_named() {
    for (String query :
        List.of(
            "limit=0",
            "limit=501",
            "limit=x",
            "cursor=x",
            "cursor=AAAA",
            "from=today",
            "to=2026-01-01")) {
      HttpResponse<String> response = server.get(AUDIT + "?" + query, ADMIN);
      assertThat(response.statusCode()).as(query).isEqualTo(400);
      assertThat(QueryServer.parse(response.body()).at("/errors/0/parameter").asString())
          .isEqualTo(query.substring(0, query.indexOf('=')));
    }
  }

  @Test
  void the_table_refuses_every_change() {
    ReadModel rows = new ReadModel(server.database());
    server.get(QueryServer.METRICS, ADMIN);
    for (String change :
        List.of(
            "update query.audit set outcome = 'denied'",
            "delete from query.audit",
            "truncate query.audit")) {
      assertThatThrownBy(() -> rows.silently(change))
          .hasRootCauseMessage(
              "ERROR: query.audit is append-only: "
                  + change.substring(0, change.indexOf(' ')).toUpperCase(Locale.ROOT)
                  + " is refused\n"
                  + "  Where: PL/pgSQL function query.refuse_change() line 3 at RAISE");
    }
  }

  @Test
  void whoever_gets_around_the_table_is_found_out(@TempDir Path folder) {
    TestDatabase database = QueryServer.newReadModel();
    try (QueryServer own =
        QueryServer.start(database, Map.of("tidemark.audit.folder", folder.toString()))) {
      for (int i = 0; i < 10; i++) {
        own.get(QueryServer.METRICS, ADMIN);
      }
      assertThat(own.json(VERIFY, ADMIN).get("intact").asBoolean()).isTrue();

      tamper(database, "update query.audit set staff_id = 'someone else' where seq = 3");
      assertThat(finding(own)).isEqualTo(3);
      tamper(database, "update query.audit set staff_id = 'auditor' where seq = 3");
      assertThat(own.json(VERIFY, ADMIN).get("intact").asBoolean()).isTrue();

      tamper(database, "update query.audit set period = include, include = period where seq = 5");
      assertThat(finding(own)).isEqualTo(5);
      tamper(database, "update query.audit set period = include, include = period where seq = 5");

      tamper(database, "delete from query.audit where seq = 7");
      assertThat(finding(own)).isEqualTo(7);
    }
    try (QueryServer again =
        QueryServer.start(database, Map.of("tidemark.audit.folder", folder.toString()))) {
      assertThat(finding(again)).isEqualTo(7);
    }
  }

  @Test
  void an_end_that_was_cut_off_is_found_out(@TempDir Path folder) {
    TestDatabase database = QueryServer.newReadModel();
    try (QueryServer own =
        QueryServer.start(database, Map.of("tidemark.audit.folder", folder.toString()))) {
      for (int i = 0; i < 10; i++) {
        own.get(QueryServer.METRICS, ADMIN);
      }
      own.json(VERIFY, ADMIN);
      tamper(database, "delete from query.audit where seq > 8");
      assertThat(finding(own)).isEqualTo(9);
    }
  }

  private static long finding(QueryServer own) {
    JsonNode verification = own.json(VERIFY, ADMIN);
    assertThat(verification.get("intact").asBoolean()).isFalse();
    return verification.at("/findings/0/seq").asLong();
  }

  /** As a superuser can who switches triggers off. */
  private static void tamper(TestDatabase database, String sql) {
    new ReadModel(database).silently("set session_replication_role = replica; " + sql);
  }

  @Test
  void what_waited_in_the_journal_of_a_killed_process_is_written_once_and_the_chain_goes_on(
      @TempDir Path folder) throws IOException {
    TestDatabase database = QueryServer.newReadModel();
    try (QueryServer first =
        QueryServer.start(database, Map.of("tidemark.audit.folder", folder.toString()))) {
      first.get(QueryServer.METRICS, token("first", "ops.read"));
    }
    // as a process leaves it that was killed before PostgreSQL had its last entries
    try (Journal journal = Journal.open(folder, new ArrayList<>())) {
      journal.append(
          new AuditEntry(
              Instant.parse("2026-01-01T00:00:00Z"),
              "killed",
              "view_metrics",
              "dashboard_metrics",
              null,
              null,
              "allowed",
              "0".repeat(32)));
    }
    try (QueryServer second =
        QueryServer.start(database, Map.of("tidemark.audit.folder", folder.toString()))) {
      second.get(QueryServer.METRICS, token("second", "ops.read"));
      List<String> staff = new ArrayList<>();
      second
          .json(AUDIT, ADMIN)
          .get("items")
          .forEach(item -> staff.add(item.get("seq") + " " + item.get("staff_id").asString()));
      assertThat(staff).containsExactlyInAnyOrder("1 first", "2 killed", "3 second", "4 auditor");
      JsonNode verification = second.json(VERIFY, ADMIN);
      assertThat(verification.get("intact").asBoolean()).isTrue();
      assertThat(verification.get("chains").asInt()).isEqualTo(1);
    }
  }
}
