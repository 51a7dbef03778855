package io.tidemark.query.freshness;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.query.Eventually;
import io.tidemark.query.QueryServer;
import io.tidemark.query.ReadModel;
import io.tidemark.testkit.TestDatabase;
import io.tidemark.testkit.TestPostgres;
import io.tidemark.testkit.TestTokens;
import io.tidemark.web.Tidemark;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What readers get while nobody can connect to the database, and after. */
class DatabaseAwayTest {

  private static final String READ = TestTokens.withScope("ops.read");
  private static final String ADMIN = TestTokens.withScope("ops.admin");

  private final QueryServer server = QueryServer.start(Map.of("tidemark.audit.max-waiting", 50));
  private final ReadModel elsewhere = new ReadModel(TestPostgres.freshDatabase());

  @AfterEach
  void stop() {
    back();
    server.close();
  }

  private String name() {
    TestDatabase database = server.database();
    return database.jdbcUrl().substring(database.jdbcUrl().lastIndexOf('/') + 1);
  }

  private void away() {
    elsewhere.silently("alter database " + name() + " allow_connections false");
    elsewhere.silently(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + name() + "'");
    Eventually.holds(() -> !server.bean(TideMonitor.class).connected());
  }

  private void back() {
    elsewhere.silently("alter database " + name() + " allow_connections true");
  }

  @Test
  void answers_come_from_memory_and_say_so_until_it_is_back() {
    Instant asOf = Instant.parse("2026-03-01T00:00:00Z");
    new ReadModel(server.database()).commit(asOf, "select 1");
    Eventually.holds(
        () ->
            server
                .get(QueryServer.METRICS, READ)
                .headers()
                .firstValue("Tidemark-As-Of")
                .orElse("")
                .equals(asOf.toString()));
    away();

    HttpResponse<String> known = server.get(QueryServer.METRICS, READ);
    assertThat(known.statusCode()).isEqualTo(200);
    assertThat(known.headers().firstValue("Tidemark-Stale")).contains("true");
    assertThat(known.headers().firstValue("Tidemark-As-Of")).contains(asOf.toString());

    long began = System.nanoTime();
    HttpResponse<String> unknown = server.get(QueryServer.METRICS + "?date=2020-02-02", READ);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(6));
    assertThat(unknown.statusCode()).isEqualTo(503);
    assertThat(unknown.headers().firstValue("Retry-After")).isPresent();
    assertThat(QueryServer.parse(unknown.body()).get("code").asString())
        .isEqualTo("read-model-unavailable");

    back();
    Eventually.holds(
        Duration.ofSeconds(10),
        () -> server.get(QueryServer.METRICS + "?date=2020-02-02", READ).statusCode() == 200);
    Eventually.holds(
        Duration.ofSeconds(10),
        () ->
            server.get(QueryServer.METRICS, READ).headers().firstValue("Tidemark-Stale").isEmpty());
  }

  @Test
  void who_has_written_is_never_given_an_answer_from_before() {
    ReadModel rows = new ReadModel(server.database());
    rows.silently(
        """
        insert into tidemark.log_end values ('tidemark.bookings', 0, 0, now());
        insert into tidemark.position (topic, partition, topic_id, next_offset, stored_position)
        values ('tidemark.bookings', 0, 'x', 10, 100)
        """);
    rows.commit(Instant.parse("2026-03-01T00:00:00Z"), "select 1");
    HttpResponse<String> before = atLeast(stored(100), "wait=5");
    assertThat(before.statusCode()).isEqualTo(200);
    away();

    HttpResponse<String> holdsIt = atLeast(stored(100), "wait=0");
    assertThat(holdsIt.statusCode()).isEqualTo(200);
    assertThat(holdsIt.headers().firstValue("Tidemark-Stale")).contains("true");
    assertThat(
            atLeast(before.headers().firstValue("Tidemark").orElseThrow(), "wait=0").statusCode())
        .isEqualTo(200);

    HttpResponse<String> tooOld = atLeast(stored(101), "wait=1");
    assertThat(tooOld.statusCode()).isEqualTo(503);
    assertThat(tooOld.headers().firstValue("Retry-After")).isPresent();
    assertThat(atLeast(stored(101), "wait=0, handling=lenient").statusCode()).isEqualTo(200);

    back();
    rows.commit(
        Instant.parse("2026-03-01T00:00:01Z"),
        "update tidemark.position set stored_position = 101");
    assertThat(atLeast(stored(101), "wait=10").statusCode()).isEqualTo(200);
  }

  private static String stored(long position) {
    return Tidemark.of(new Tidemark.Mark.Stored("tidemark.bookings", 0, position)).token();
  }

  private HttpResponse<String> atLeast(String token, String prefer) {
    return server.send(
        QueryServer.METRICS,
        request ->
            request
                .header("Authorization", "Bearer " + READ)
                .header("Tidemark-At-Least", token)
                .header("Prefer", prefer));
  }

  @Test
  void accesses_wait_for_it_and_when_too_many_do_none_is_allowed() {
    assertThat(server.get(QueryServer.METRICS, READ).statusCode()).isEqualTo(200);
    away();
    int allowed = 0;
    HttpResponse<String> response = server.get(QueryServer.METRICS, READ);
    while (response.statusCode() == 200 && allowed < 1000) {
      allowed++;
      response = server.get(QueryServer.METRICS, READ);
    }
    assertThat(allowed).isBetween(1, 50);
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(QueryServer.parse(response.body()).get("code").asString())
        .isEqualTo("audit-unavailable");

    back();
    Eventually.holds(
        Duration.ofSeconds(10),
        () -> server.get("/api/v1/ops/audit/verify", ADMIN).statusCode() == 200);
    JsonNode audit = server.json("/api/v1/ops/audit?limit=500", ADMIN);
    long recorded = 0;
    for (JsonNode item : audit.get("items")) {
      if (item.get("action").asString().equals("view_metrics")
          && item.get("outcome").asString().equals("allowed")) {
        recorded++;
      }
    }
    assertThat(recorded).isEqualTo(allowed + 1L);
    assertThat(server.json("/api/v1/ops/audit/verify", ADMIN).get("intact").asBoolean()).isTrue();
  }
}
