package io.tidemark.query.freshness;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.query.Eventually;
import io.tidemark.query.QueryServer;
import io.tidemark.query.ReadModel;
import io.tidemark.testkit.TestTokens;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** From a commit to what a reader sees. */
class FreshnessTest {

  private static final QueryServer server = QueryServer.shared();
  private static final ReadModel rows = new ReadModel(server.database());
  private static final String READ = TestTokens.withScope("ops.read");

  private static HttpResponse<String> get() {
    return server.get(QueryServer.METRICS + "?include=bookings", READ);
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  @Test
  void a_commit_can_be_seen_at_once() {
    get();
    for (int i = 1; i <= 20; i++) {
      Instant asOf = Instant.parse("2026-03-01T00:00:00Z").plusSeconds(i);
      rows.commit(asOf, "select 1");
      Eventually.holds(
          Duration.ofMillis(500), () -> header(get(), "Tidemark-As-Of").equals(asOf.toString()));
    }
  }

  @Test
  void a_lost_notification_costs_a_second_at_most() {
    rows.commit(Instant.parse("2026-03-31T00:00:00Z"), "select 1");
    server.catchUp();
    get();
    Instant asOf = Instant.parse("2026-04-01T00:00:00Z");
    rows.silently("update tidemark.watermark set version = version + 1, as_of = '" + asOf + "'");
    Eventually.holds(
        Duration.ofMillis(1500), () -> header(get(), "Tidemark-As-Of").equals(asOf.toString()));
  }

  @Test
  void a_lost_connection_is_made_again() {
    rows.silently(
        "select pg_terminate_backend(pid) from pg_stat_activity"
            + " where application_name = 'tidemark-tide' and datname = current_database()");
    Instant asOf = Instant.parse("2026-05-01T00:00:00Z");
    rows.commit(asOf, "select 1");
    Eventually.holds(() -> header(get(), "Tidemark-As-Of").equals(asOf.toString()));
  }

  @Test
  void versions_that_went_back_make_everything_anew() {
    rows.commit(Instant.parse("2026-06-01T00:00:00Z"), "select 1");
    get();
    Instant asOf = Instant.parse("2026-05-15T00:00:00Z");
    rows.silently("update tidemark.watermark set version = 0, as_of = '" + asOf + "'");
    Eventually.holds(() -> header(get(), "Tidemark-As-Of").equals(asOf.toString()));
  }

  @Test
  void the_lag_is_what_waits_in_all_partitions() {
    rows.silently(
        """
        insert into tidemark.position values ('t', 0, 'x', 90), ('t', 1, 'x', 50);
        insert into tidemark.log_end values
          ('t', 0, 100, now()), ('t', 1, 40, now()), ('t', 2, 7, now());
        """);
    Eventually.holds(() -> header(get(), "Tidemark-Lag").equals("17"));
    rows.silently("delete from tidemark.position; delete from tidemark.log_end");
    Eventually.holds(() -> header(get(), "Tidemark-Lag").equals("0"));
  }

  @Test
  void an_answer_that_says_the_same_is_a_304() {
    Instant asOf = Instant.parse("2026-07-01T00:00:00Z");
    rows.commit(asOf, "select 1");
    Eventually.holds(() -> header(get(), "Tidemark-As-Of").equals(asOf.toString()));
    String etag = header(get(), "ETag");
    assertThat(etag).startsWith("W/\"");
    HttpResponse<String> again =
        server.send(
            QueryServer.METRICS + "?include=bookings",
            request ->
                request
                    .header("Authorization", "Bearer " + READ)
                    .header("If-None-Match", "\"other\", " + etag));
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(header(again, "ETag")).isEqualTo(etag);
    assertThat(header(again, "Tidemark-As-Of")).isNotEmpty();
  }

  @Test
  void another_answer_has_another_tag() {
    HttpResponse<String> first = get();
    rows.commit(
        Instant.now(),
        "insert into readmodel.bookings_by_status values ('all', '1970-01-01', 'pending', 1, 1)"
            + " on conflict (grain, period_start, status) do update"
            + " set bookings = bookings_by_status.bookings + 1");
    Eventually.holds(() -> !header(get(), "ETag").equals(header(first, "ETag")));
  }

  @Test
  void answers_may_be_kept_but_must_be_revalidated() {
    HttpResponse<String> response = get();
    assertThat(response.headers().allValues("Cache-Control")).containsExactly("private, no-cache");
    assertThat(header(response, "Pragma")).isEmpty();
    assertThat(header(response, "Expires")).isEmpty();
    assertThat(header(response, "Age")).matches("\\d+");
  }
}
