package io.tidemark.query.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.query.QueryServer;
import io.tidemark.query.ReadModel;
import io.tidemark.query.SettableClock;
import io.tidemark.testkit.TestTokens;
import java.net.http.HttpResponse;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Rows in, figures out, over HTTP: each definition of the metrics once. */
class OperationsMetricsTest {

  private static final String READ = TestTokens.withScope("ops.read");
  private static final String ADMIN = TestTokens.withScope("ops.admin");

  /** A Friday; its week starts on Monday the 16th. */
  private static final Instant NOW = Instant.parse("2026-11-20T10:30:20.5Z");

  private static final Instant AS_OF = Instant.parse("2026-11-20T10:29:59.8Z");

  private static final QueryServer server = QueryServer.shared();

  @BeforeAll
  static void fill() {
    server.bean(SettableClock.class).stopAt(NOW);
    ReadModel rows = new ReadModel(server.database());
    rows.clear(Instant.EPOCH);
    rows.commit(
        AS_OF,
        """
        insert into readmodel.bookings_by_status values
          ('all',   '1970-01-01', 'pending',     3,    30.0050),
          ('all',   '1970-01-01', 'confirmed',   5,   500.1250),
          ('all',   '1970-01-01', 'in_progress', 12,  120.0000),
          ('all',   '1970-01-01', 'completed',   4,  1000.0049),
          ('all',   '1970-01-01', 'cancelled',   6,  6000.0000),
          ('day',   '2026-11-20', 'pending',     2,    20.0000),
          ('day',   '2026-11-20', 'completed',   1,    10.0000),
          ('day',   '2026-11-19', 'completed',   2,    40.0000),
          ('week',  '2026-11-16', 'completed',   9,    90.0000),
          ('week',  '2026-11-09', 'completed',   8,    70.0000),
          ('month', '2026-11-01', 'completed',   9,    90.0000),
          ('month', '2026-11-01', 'cancelled',   0,     0.0000),
          ('month', '2026-10-01', 'completed',   16,  120.0000),
          ('day',   '2025-02-03', 'confirmed',   7,    -1.5050);
        insert into readmodel.complaints_by_priority_and_status values
          ('all', '1970-01-01', 'critical', 'open',        2, 1,   3600000, 0, 0, 0),
          ('all', '1970-01-01', 'high',     'in_progress', 4, 2,   9000000, 0, 0, 0),
          ('all', '1970-01-01', 'medium',   'escalated',   1, 0,         0, 0, 0, 0),
          ('all', '1970-01-01', 'critical', 'resolved',    3, 3,   1800000, 3, 66600000, 2),
          ('all', '1970-01-01', 'low',      'closed',      1, 1,    900000, 1, 3600000, 1),
          ('day', '2026-11-20', 'high',     'in_progress', 2, 0,         0, 0, 0, 0);
        insert into readmodel.complaints_due values
          -- due this very second, in 31 s, in 3 h, in 4 h, in 4 h and 1 s, tomorrow
          ('all', '1970-01-01', 'second', '2026-11-20 10:30:20Z', 1),
          ('all', '1970-01-01', 'minute', '2026-11-20 10:31:00Z', 2),
          ('all', '1970-01-01', 'second', '2026-11-20 10:30:51Z', 1),
          ('all', '1970-01-01', 'minute', '2026-11-20 13:30:00Z', 1),
          ('all', '1970-01-01', 'second', '2026-11-20 13:30:00Z', 1),
          ('all', '1970-01-01', 'minute', '2026-11-20 14:31:00Z', 2),
          ('all', '1970-01-01', 'second', '2026-11-20 14:30:20Z', 1),
          ('all', '1970-01-01', 'second', '2026-11-20 14:30:21Z', 1),
          ('all', '1970-01-01', 'minute', '2026-11-21 10:00:00Z', 1),
          ('all', '1970-01-01', 'second', '2026-11-21 10:00:00Z', 1);
        insert into readmodel.staff (id, partition, revision, name, stamps) values
          ('s1', 0, 1, 'Ada Byron', ''), ('s3', 0, 1, null, '');
        insert into readmodel.staff_workload values
          ('s1', 3, 2, 5), ('s2', 7, 0, 7), ('s3', 1, 0, 1), ('s4', 0, 0, 0);
        """);
    server.catchUp();
  }

  @AfterAll
  static void backToTheTimeOfOthers() {
    server.bean(SettableClock.class).run();
  }

  private static JsonNode all() {
    return server.json(QueryServer.METRICS, ADMIN);
  }

  private static JsonNode metrics(String query) {
    return server.json(QueryServer.METRICS + query, ADMIN);
  }

  @Test
  void bookings_are_counted_by_present_status() {
    assertThat(all().get("bookings").toString())
        .isEqualTo(
            "{\"by_status\":{\"pending\":3,\"confirmed\":5,\"in_progress\":12,\"completed\":4,"
                + "\"cancelled\":6},\"total\":30,\"today\":3,\"week\":9,\"month\":9,"
                + "\"growth_rate\":-43.8}");
  }

  @Test
  void growth_is_against_the_whole_period_before() {
    assertThat(metrics("?period=today").at("/bookings/growth_rate").toString()).isEqualTo("50.0");
    assertThat(metrics("?period=week").at("/bookings/growth_rate").toString()).isEqualTo("12.5");
    assertThat(metrics("?period=month").at("/bookings/growth_rate").toString()).isEqualTo("-43.8");
    assertThat(metrics("?period=week").at("/revenue/growth_rate").toString()).isEqualTo("28.6");
  }

  @Test
  void growth_from_nothing_is_null() {
    assertThat(metrics("?period=today&date=2025-02-03").at("/bookings").toString())
        .isEqualTo(
            "{\"by_status\":{\"pending\":0,\"confirmed\":7,\"in_progress\":0,\"completed\":0,"
                + "\"cancelled\":0},\"total\":7,\"today\":7,\"week\":0,\"month\":0,"
                + "\"growth_rate\":null}");
  }

  @Test
  void money_is_a_number_with_two_decimals_rounded_half_up() {
    assertThat(server.get(QueryServer.METRICS + "?include=revenue", ADMIN).body())
        .contains(
            "\"revenue\":{\"total\":1620.13,\"by_status\":{\"pending\":30.01,\"confirmed\":500.13,"
                + "\"in_progress\":120.00,\"completed\":1000.00,\"cancelled\":6000.00},"
                + "\"today\":10.00,\"week\":90.00,\"month\":90.00,\"average_order_value\":77.15,"
                + "\"growth_rate\":-25.0}");
  }

  @Test
  void a_credit_is_negative_revenue() {
    assertThat(server.get(QueryServer.METRICS + "?period=today&date=2025-02-03", ADMIN).body())
        .contains("\"revenue\":{\"total\":-1.51,", "\"average_order_value\":-0.22");
  }

  @Test
  void complaints_are_counted_by_priority_and_status() {
    assertThat(all().get("complaints").toString())
        .isEqualTo(
            "{\"by_priority\":{\"low\":1,\"medium\":1,\"high\":4,\"critical\":5},"
                + "\"by_status\":{\"open\":2,\"in_progress\":4,\"resolved\":3,\"closed\":1,"
                + "\"escalated\":1},\"total\":11,\"today\":2,\"unresolved\":7,"
                + "\"avg_resolution_hours\":4.9}");
  }

  @Test
  void a_complaint_is_at_risk_up_to_the_buffer_and_breached_from_its_due_second() {
    // 7 unresolved, 5 due after 10:30:20: 2 breached; 3 of the 5 are due up to 14:30:20
    assertThat(all().get("sla").toString())
        .isEqualTo(
            "{\"at_risk\":3,\"breached\":2,\"compliance_rate\":50.0,\"avg_response_hours\":0.6,"
                + "\"avg_resolution_hours\":4.9}");
  }

  @Test
  void the_present_is_the_same_whatever_the_period() {
    String expected =
        "{\"active_bookings\":12,\"pending_bookings\":8,\"active_complaints\":6,"
            + "\"critical_complaints\":2,\"staff_workload\":{"
            + "\"s2\":{\"name\":null,\"bookings\":7,\"complaints\":0,\"total\":7},"
            + "\"s1\":{\"name\":\"Ada Byron\",\"bookings\":3,\"complaints\":2,\"total\":5},"
            + "\"s3\":{\"name\":null,\"bookings\":1,\"complaints\":0,\"total\":1}}}";
    assertThat(all().get("realtime").toString()).isEqualTo(expected);
    assertThat(metrics("?period=today&date=2020-01-01").get("realtime").toString())
        .isEqualTo(expected);
  }

  @Test
  void nothing_at_all_is_zeros_and_nulls() {
    assertThat(metrics("?period=month&date=2001-01-01&include=complaints,sla,revenue").toString())
        .contains("\"total\":0,\"today\":0,\"unresolved\":0,\"avg_resolution_hours\":null")
        .contains(
            "\"sla\":{\"at_risk\":0,\"breached\":0,\"compliance_rate\":null,"
                + "\"avg_response_hours\":null,\"avg_resolution_hours\":null}")
        .contains("\"average_order_value\":null,\"growth_rate\":null");
  }

  @Test
  void only_what_is_included_is_there() {
    JsonNode body = metrics("?include=bookings,%20sla");
    assertThat(body.propertyNames())
        .containsExactly("period", "generated_at", "as_of", "bookings", "sla");
    assertThat(body.get("as_of").asString()).isEqualTo(AS_OF.toString());
  }

  @Test
  void revenue_is_absent_for_readers() {
    JsonNode body = server.json(QueryServer.METRICS, READ);
    assertThat(body.propertyNames())
        .containsExactly(
            "period", "generated_at", "as_of", "bookings", "complaints", "sla", "realtime");
    assertThat(server.json(QueryServer.METRICS + "?include=bookings,revenue", READ).propertyNames())
        .containsExactly("period", "generated_at", "as_of", "bookings");
  }

  @Test
  void revenue_alone_is_forbidden_to_readers() {
    HttpResponse<String> response = server.get(QueryServer.METRICS + "?include=revenue", READ);
    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(response.body()).contains("\"code\":\"forbidden\"", "ops.admin");
  }

  @Test
  void what_is_not_allowed_is_named() {
    for (String query :
        new String[] {
          "?period=year",
          "?period=",
          "?date=20.11.2026",
          "?date=2026-02-30",
          "?date=9999-01-01",
          "?include=everything",
          "?include=",
          "?include=sla,",
          "?date=%2B999999999-12-31"
        }) {
      HttpResponse<String> response = server.get(QueryServer.METRICS + query, ADMIN);
      assertThat(response.statusCode()).as(query).isEqualTo(400);
      assertThat(response.headers().firstValue("Content-Type"))
          .contains("application/problem+json");
      JsonNode error = QueryServer.parse(response.body()).at("/errors/0");
      assertThat(error.get("parameter").asString())
          .isEqualTo(query.substring(1, query.indexOf('=')));
      assertThat(error.propertyNames()).containsExactly("parameter", "value", "allowed");
    }
  }
}
