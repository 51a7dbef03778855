package io.tidemark.query.freshness;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.query.QueryServer;
import io.tidemark.query.ReadModel;
import io.tidemark.testkit.TestDatabase;
import io.tidemark.testkit.TestTokens;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** One reader, several instances, each with a memory of its own. */
class MonotonicReadsTest {

  private static final TestDatabase database = QueryServer.newReadModel();
  private static final QueryServer quick = QueryServer.start(database, Map.of());

  /** Hears of nothing within a minute, and keeps its answers as long. */
  private static final QueryServer slow =
      QueryServer.start(database, Map.of("tidemark.freshness.poll", "60s"));

  private static final ReadModel rows = new ReadModel(database);
  private static final String READ = TestTokens.withScope("ops.read providers.read");
  private static final String BOOKINGS = QueryServer.METRICS + "?include=bookings&period=all";
  private static final String COMPLAINTS = QueryServer.METRICS + "?include=complaints&period=all";

  @AfterAll
  static void stop() {
    quick.close();
    slow.close();
  }

  private static HttpResponse<String> get(QueryServer server, String path, String token) {
    return server.send(
        path,
        request -> {
          request.header("Authorization", "Bearer " + READ);
          return token.isEmpty() ? request : request.header("Tidemark-At-Least", token);
        });
  }

  private static String token(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.headers().firstValue("Tidemark").orElseThrow();
  }

  private static int total(HttpResponse<String> response, String group) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return QueryServer.parse(response.body()).get(group).get("total").asInt();
  }

  /** Raises the versions of these groups only, and tells nobody. */
  private static void fold(String groups, String sql) {
    rows.silently(
        sql
            + "; insert into tidemark.watermark (metric_group, version, as_of)"
            + " select unnest(string_to_array('"
            + groups
            + "', ',')), 1, now()"
            + " on conflict (generation, metric_group) do update set version = watermark.version + 1");
  }

  private static String bookings(int number) {
    return "insert into readmodel.bookings_by_status values ('all', '1970-01-01', 'pending', "
        + number
        + ", 1) on conflict (grain, period_start, status) do update set bookings = excluded.bookings";
  }

  private static String complaints(int number) {
    return "insert into readmodel.complaints_by_priority_and_status"
        + " (grain, period_start, priority, status, complaints, responses, response_millis,"
        + " resolutions, resolution_millis, resolved_in_time)"
        + " values ('all', '1970-01-01', 'low', 'open', "
        + number
        + ", 0, 0, 0, 0, 0) on conflict (grain, period_start, priority, status)"
        + " do update set complaints = excluded.complaints";
  }

  @Test
  void an_instance_that_has_not_heard_of_it_makes_the_answer_anew() {
    rows.commit(Instant.now(), bookings(1));
    get(slow, BOOKINGS, "");
    fold("bookings", bookings(2));
    // the quick one sees it within a second, the slow one does not
    HttpResponse<String> seen = get(quick, BOOKINGS, "");
    for (int i = 0; i < 40 && total(seen, "bookings") != 2; i++) {
      sleep(100);
      seen = get(quick, BOOKINGS, "");
    }
    assertThat(total(seen, "bookings")).isEqualTo(2);
    assertThat(total(get(slow, BOOKINGS, token(seen)), "bookings")).isEqualTo(2);
  }

  @Test
  void what_was_seen_of_one_question_holds_for_the_next_one() {
    rows.commit(Instant.now(), bookings(1));
    rows.commit(Instant.now(), complaints(1));
    sleep(1200);
    get(slow, COMPLAINTS, "");
    HttpResponse<String> old = get(slow, BOOKINGS, "");
    fold("complaints", complaints(7));
    sleep(1500);
    HttpResponse<String> seen = get(quick, COMPLAINTS, "");
    assertThat(total(seen, "complaints")).isEqualTo(7);
    // the slow one may answer this from memory, but must not forget what was seen
    HttpResponse<String> between = get(slow, BOOKINGS, token(seen));
    assertThat(total(between, "bookings")).isEqualTo(total(old, "bookings"));
    assertThat(total(get(slow, COMPLAINTS, token(between)), "complaints")).isEqualTo(7);
  }

  @Test
  void figures_never_go_back_whichever_instance_answers() throws InterruptedException {
    rows.commit(Instant.now(), bookings(0));
    quick.catchUp();
    slow.catchUp();
    AtomicBoolean running = new AtomicBoolean(true);
    Thread projector =
        Thread.ofVirtual()
            .start(
                () -> {
                  for (int i = 1; running.get(); i++) {
                    if (i % 3 == 0) {
                      fold("bookings", bookings(i));
                    } else {
                      rows.commit(Instant.now(), bookings(i));
                    }
                  }
                });
    String token = "";
    int last = -1;
    for (int i = 0; i < 400; i++) {
      HttpResponse<String> answer = get(List.of(quick, slow).get(i % 2), BOOKINGS, token);
      int now = total(answer, "bookings");
      assertThat(now).isGreaterThanOrEqualTo(last);
      last = now;
      token = token(answer);
    }
    running.set(false);
    projector.join();
    assertThat(last).isPositive();
  }

  @Test
  void a_token_of_tables_that_were_made_anew_is_not_reached() {
    rows.commit(Instant.now(), bookings(1));
    String token = token(get(quick, BOOKINGS, ""));
    rows.silently("update tidemark.watermark set version = 0");
    HttpResponse<String> response =
        quick.send(
            BOOKINGS,
            request ->
                request
                    .header("Authorization", "Bearer " + READ)
                    .header("Tidemark-At-Least", token)
                    .header("Prefer", "wait=2"));
    // before the next look the answer in memory is what was seen; after it there is none so new
    assertThat(response.statusCode()).isIn(200, 503);
    sleep(1500);
    assertThat(get(quick, BOOKINGS, token).statusCode()).isEqualTo(503);
    assertThat(get(quick, BOOKINGS, "").statusCode()).isEqualTo(200);
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
