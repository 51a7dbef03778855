package io.tidemark.query.freshness;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.query.Eventually;
import io.tidemark.query.QueryServer;
import io.tidemark.query.ReadModel;
import io.tidemark.testkit.TestTokens;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Figures that lack records say how many. */
class IncompleteTest {

  private static final String READ = TestTokens.withScope("ops.read");
  private static final String BOOKINGS = QueryServer.METRICS + "?include=bookings";
  private static final String COMPLAINTS = QueryServer.METRICS + "?include=complaints";
  private static final String BOTH = QueryServer.METRICS + "?include=bookings,complaints";

  private static QueryServer server;
  private static ReadModel rows;

  @BeforeAll
  static void start() {
    server = QueryServer.start(Map.of());
    rows = new ReadModel(server.database());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void complete() {
    rows.silently("delete from tidemark.dead_letter");
    Eventually.holds(() -> incomplete(BOTH).isEmpty());
  }

  /** What the header says; empty where it is absent. */
  private static String incomplete(String path) {
    return server.get(path, READ).headers().firstValue("Tidemark-Incomplete").orElse("");
  }

  private static void letters(String topic, int first, int count) {
    rows.silently(
        """
        insert into tidemark.dead_letter (topic, topic_id, partition, record_offset, kind, reason,
          header_names, header_values)
        select '%s', 'x', 0, n, 'unknown-type', 'r', '{}', '{}' from generate_series(%d, %d) n
        """
            .formatted(topic, first, first + count - 1));
  }

  @Test
  void only_figures_of_the_topic_are_incomplete() {
    letters("tidemark.bookings", 1, 3);
    Eventually.holds(() -> incomplete(BOOKINGS).equals("3"));
    assertThat(incomplete(COMPLAINTS)).isEmpty();
    letters("tidemark.complaints", 1, 2);
    Eventually.holds(() -> incomplete(COMPLAINTS).equals("2"));
    assertThat(incomplete(BOTH)).isEqualTo("5");
  }

  @Test
  void an_answer_in_memory_learns_of_letters_that_come_and_go() {
    HttpResponse<String> before = server.get(BOOKINGS, READ);
    letters("tidemark.bookings", 1, 2);
    Eventually.holds(() -> incomplete(BOOKINGS).equals("2"));
    rows.silently("update tidemark.dead_letter set state = 'retrying' where record_offset = 1");
    rows.silently("update tidemark.dead_letter set state = 'discarded' where record_offset = 2");
    Eventually.holds(() -> incomplete(BOOKINGS).equals("1"));
    rows.commit(
        Instant.parse("2026-11-20T00:00:00Z"), "update tidemark.dead_letter set state = 'folded'");
    Eventually.holds(() -> incomplete(BOOKINGS).isEmpty());
    assertThat(before.headers().firstValue("Tidemark-Incomplete")).isEmpty();
  }

  @Test
  void a_client_that_has_the_figures_is_told_as_well() {
    HttpResponse<String> first = server.get(BOOKINGS, READ);
    String etag = first.headers().firstValue("ETag").orElseThrow();
    letters("tidemark.bookings", 1, 1);
    Eventually.holds(() -> incomplete(BOOKINGS).equals("1"));
    HttpResponse<String> again =
        server.send(
            BOOKINGS,
            request ->
                request.header("Authorization", "Bearer " + READ).header("If-None-Match", etag));
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.headers().firstValue("Tidemark-Incomplete")).hasValue("1");
  }

  @Test
  void figures_from_before_a_letter_was_folded_do_not_pass_for_complete() {
    Letters two = new Letters(Map.of("tidemark.bookings", 2L));
    Versions before = new Versions(0, 1, Map.of(MetricGroup.BOOKINGS, 1L), 0, two);
    Versions after = new Versions(0, 1, Map.of(MetricGroup.BOOKINGS, 2L), 0, Letters.NONE);
    assertThat(before.and(after).letters()).isEqualTo(two);
    assertThat(after.and(before).letters()).isEqualTo(Letters.NONE);
  }

  @Test
  void an_overview_says_it_in_its_cache_info() {
    rows.silently(
        "insert into readmodel.account (id, partition, revision, stamps) values ('a1', 0, 1, '')"
            + " on conflict do nothing");
    String token = TestTokens.with(c -> c.subject("a1").claim("scope", "calls.read"));
    letters("tidemark.calls", 1, 4);
    Eventually.holds(
        () ->
            server.json("/api/dashboard/overview", token).at("/cacheInfo/incomplete").asInt() == 4);
  }

  @Test
  void letters_of_another_generation_are_not_missing_in_this_one() {
    rows.silently(
        """
        insert into tidemark.generation (generation, schema_name, state, reason, requested_by)
        values (2, 'readmodel_2', 'following', 'test', 'test') on conflict do nothing
        """);
    letters("tidemark.bookings", 1, 3);
    rows.silently("update tidemark.dead_letter set generation = 2");
    letters("tidemark.bookings", 10, 1);
    Eventually.holds(() -> incomplete(BOOKINGS).equals("1"));
  }

  @Test
  void of_very_many_it_says_a_thousand() {
    letters("tidemark.bookings", 1, 5_000);
    Eventually.holds(() -> incomplete(BOOKINGS).equals("1000"));
  }
}
