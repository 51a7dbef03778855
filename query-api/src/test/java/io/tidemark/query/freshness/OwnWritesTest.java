package io.tidemark.query.freshness;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.query.Eventually;
import io.tidemark.query.QueryServer;
import io.tidemark.query.ReadModel;
import io.tidemark.testkit.TestTokens;
import io.tidemark.web.Tidemark;
import io.tidemark.web.Tidemark.Mark.Logged;
import io.tidemark.web.Tidemark.Mark.Stored;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Who has written something reads it, or is told that it is not there yet. */
class OwnWritesTest {

  private static final QueryServer server = QueryServer.shared();
  private static final ReadModel rows = new ReadModel(server.database());
  private static final String READ = TestTokens.withScope("ops.read");
  private static final String BOOKINGS =
      QueryServer.METRICS + "?include=bookings&date=2026-03-01&period=all";
  private static final String TOPIC = "tidemark.bookings";

  /** Falls into the second of three partitions. */
  private static final int HASH = 7;

  @BeforeEach
  void three_partitions() {
    rows.clear(Instant.parse("2026-03-01T00:00:00Z"));
    rows.silently(
        """
        insert into tidemark.log_end
        select 'tidemark.bookings', n, 0, now() from generate_series(0, 2) n;
        insert into tidemark.position (topic, partition, topic_id, next_offset, stored_position)
        select 'tidemark.bookings', n, 'x', 10, 100 from generate_series(0, 2) n;
        select pg_notify('tidemark', 'bookings');
        """);
    // what the test before has folded in is not believed any more
    TideMonitor monitor = server.bean(TideMonitor.class);
    Reached.Partition reached = new Reached.Partition(10, 100);
    Reached all = new Reached(Map.of(TOPIC, Map.of(0, reached, 1, reached, 2, reached)));
    Eventually.holds(() -> monitor.look().reached().equals(all));
  }

  @AfterEach
  void none() {
    rows.silently("delete from tidemark.position; delete from tidemark.log_end");
  }

  private static String stored(long position) {
    return Tidemark.of(new Stored(TOPIC, HASH, position)).token();
  }

  private static HttpResponse<String> get(String path, String token, String prefer) {
    return server.send(
        path,
        request ->
            request
                .header("Authorization", "Bearer " + READ)
                .header("Tidemark-At-Least", token)
                .header("Prefer", prefer));
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static int total(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return QueryServer.parse(response.body()).get("bookings").get("total").asInt();
  }

  private static String fold(int bookings, long position) {
    return """
        insert into readmodel.bookings_by_status values ('all', '1970-01-01', 'pending', %d, 1)
        on conflict (grain, period_start, status) do update set bookings = excluded.bookings;
        update tidemark.position set stored_position = %d, next_offset = next_offset + 1
        where partition = 1;
        """
        .formatted(bookings, position);
  }

  @Test
  void what_is_folded_in_is_answered_at_once() {
    rows.commit(Instant.now(), fold(3, 101));
    assertThat(total(get(BOOKINGS, stored(101), "wait=5"))).isEqualTo(3);
  }

  @Test
  void an_answer_in_memory_that_is_older_is_never_given() {
    for (int i = 1; i <= 50; i++) {
      server.get(BOOKINGS, READ); // keeps it hot
      rows.commit(Instant.now(), fold(i, 100 + i));
      assertThat(total(get(BOOKINGS, stored(100 + i), "wait=5"))).isEqualTo(i);
    }
  }

  @Test
  void what_is_not_there_yet_is_waited_for() throws Exception {
    String token = stored(101);
    long began = System.nanoTime();
    CompletableFuture<HttpResponse<String>> reading =
        CompletableFuture.supplyAsync(() -> get(BOOKINGS, token, "wait=10"));
    Thread.sleep(300);
    assertThat(reading).isNotDone();
    rows.commit(Instant.now(), fold(1, 101));
    assertThat(total(reading.get())).isEqualTo(1);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void many_wait_for_the_same_without_holding_connections() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> reading = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      reading.add(CompletableFuture.supplyAsync(() -> get(BOOKINGS, stored(101), "wait=10")));
    }
    Thread.sleep(200);
    // one who writes nothing reads meanwhile, what is not in memory too
    assertThat(server.get(QueryServer.METRICS + "?date=2019-01-01", READ).statusCode())
        .isEqualTo(200);
    rows.commit(Instant.now(), fold(1, 101));
    for (CompletableFuture<HttpResponse<String>> one : reading) {
      assertThat(total(one.get())).isEqualTo(1);
    }
  }

  @Test
  void a_strict_reader_is_told_when_the_time_is_up() {
    server.get(BOOKINGS, READ);
    long began = System.nanoTime();
    HttpResponse<String> late = get(BOOKINGS, stored(101), "wait=1");
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isBetween(Duration.ofMillis(900), Duration.ofMillis(1900));
    assertThat(late.statusCode()).isEqualTo(503);
    assertThat(QueryServer.parse(late.body()).get("code").asString()).isEqualTo("not-yet-visible");
    assertThat(header(late, "Retry-After")).isNotEmpty();
  }

  @Test
  void a_lenient_reader_gets_the_older_figures_and_is_told() {
    rows.commit(Instant.now(), fold(4, 100));
    Eventually.holds(() -> total(server.get(BOOKINGS, READ)) == 4);
    HttpResponse<String> stale = get(BOOKINGS, stored(101), "wait=0, handling=lenient");
    assertThat(total(stale)).isEqualTo(4);
    assertThat(header(stale, "Tidemark-Stale")).isEqualTo("true");
    HttpResponse<String> fresh = get(BOOKINGS, stored(100), "handling=lenient");
    assertThat(header(fresh, "Tidemark-Stale")).isEmpty();
  }

  @Test
  void a_position_of_another_partition_says_nothing() {
    rows.commit(
        Instant.now(), "update tidemark.position set stored_position = 500 where partition <> 1");
    assertThat(get(BOOKINGS, stored(101), "wait=0").statusCode()).isEqualTo(503);
    String other = Tidemark.of(new Stored(TOPIC, HASH + 1, 500)).token();
    assertThat(get(BOOKINGS, other, "wait=5").statusCode()).isEqualTo(200);
  }

  @Test
  void a_record_of_the_log_is_folded_in_when_the_position_has_passed_it() {
    String token = Tidemark.of(new Logged(TOPIC, 1, 10)).token();
    assertThat(get(BOOKINGS, token, "wait=0").statusCode()).isEqualTo(503);
    rows.commit(Instant.now(), fold(2, 100));
    assertThat(total(get(BOOKINGS, token, "wait=5"))).isEqualTo(2);
  }

  @Test
  void several_tokens_must_all_be_passed() {
    String folded = stored(100);
    String waiting = Tidemark.of(new Logged(TOPIC, 2, 10)).token();
    assertThat(get(BOOKINGS, folded + ", " + waiting, "wait=0").statusCode()).isEqualTo(503);
    rows.commit(Instant.now(), "update tidemark.position set next_offset = 11 where partition = 2");
    assertThat(get(BOOKINGS, folded + ", " + waiting, "wait=5").statusCode()).isEqualTo(200);
  }

  @Test
  void what_was_registered_just_now_is_found() throws Exception {
    String providers = TestTokens.withScope("providers.read");
    String path = "/api/providers/p-own/performance";
    assertThat(server.get(path, providers).statusCode()).isEqualTo(404);
    CompletableFuture<HttpResponse<String>> reading =
        CompletableFuture.supplyAsync(
            () ->
                server.send(
                    path,
                    request ->
                        request
                            .header("Authorization", "Bearer " + providers)
                            .header("Tidemark-At-Least", stored(101))
                            .header("Prefer", "wait=10")));
    Thread.sleep(100);
    rows.commit(
        Instant.now(),
        "insert into readmodel.provider (id, partition, revision, name, role, registered, stamps)"
            + " values ('p-own', 0, 1, 'Own', 'dentist', now(), '');"
            + fold(1, 101));
    assertThat(reading.get().statusCode()).isEqualTo(200);
  }

  @Test
  void an_answer_says_how_far_it_has_come_and_304_too() {
    rows.commit(Instant.now(), fold(5, 101));
    HttpResponse<String> answer = get(BOOKINGS, stored(101), "wait=5");
    assertThat(Tidemark.parse(header(answer, "Tidemark")).marks()).hasSize(1);
    HttpResponse<String> same =
        server.send(
            BOOKINGS,
            request ->
                request
                    .header("Authorization", "Bearer " + READ)
                    .header("If-None-Match", header(answer, "ETag"))
                    .header("Tidemark-At-Least", header(answer, "Tidemark")));
    assertThat(same.statusCode()).isEqualTo(304);
    assertThat(header(same, "Tidemark")).isEqualTo(header(answer, "Tidemark"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "%%%", "cyB0IDE", "czEgdCAxIDI", "cyB0IDEgLTE", "bCB0IDEgeA", ","})
  void a_token_that_was_not_made_here_is_a_400(String token) {
    HttpResponse<String> response = get(BOOKINGS, token, "wait=1");
    assertThat(response.statusCode()).isEqualTo(400);
    JsonNode error = QueryServer.parse(response.body()).get("errors").get(0);
    assertThat(error.get("parameter").asString()).isEqualTo("Tidemark-At-Least");
  }

  @ParameterizedTest
  @CsvSource({
    "wait=11, wait=11",
    "wait=-1, wait=-1",
    "wait=soon, wait=soon",
    "wait, wait=",
    "'handling=strict, wait=99999999999999999999', wait=99999999999999999999",
    "handling=maybe, handling=maybe",
  })
  void a_preference_out_of_bounds_is_a_400(String prefer, String given) {
    HttpResponse<String> response = get(BOOKINGS, stored(1), prefer);
    assertThat(response.statusCode()).isEqualTo(400);
    JsonNode error = QueryServer.parse(response.body()).get("errors").get(0);
    assertThat(error.get("parameter").asString()).isEqualTo("Prefer");
    assertThat(error.get("value").asString()).isEqualTo(given);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "respond-async, Wait=10; x=y, wait=99",
        "wait=\"3\" ;q, handling=\"lenient\"",
        "",
        "return=minimal"
      })
  void other_preferences_and_the_second_of_a_name_do_not_count(String prefer) {
    Eventually.holds(() -> get(BOOKINGS, stored(1), prefer).statusCode() == 200);
  }

  @Test
  void without_a_token_a_preference_is_not_looked_at() {
    HttpResponse<String> response =
        server.send(
            BOOKINGS,
            request ->
                request.header("Authorization", "Bearer " + READ).header("Prefer", "wait=99"));
    assertThat(response.statusCode()).isEqualTo(200);
  }
}
