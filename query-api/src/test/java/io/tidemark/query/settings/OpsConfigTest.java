package io.tidemark.query.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.query.Eventually;
import io.tidemark.query.QueryServer;
import io.tidemark.query.ReadModel;
import io.tidemark.testkit.TestDatabase;
import io.tidemark.testkit.TestTokens;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OpsConfigTest {

  private static final String CONFIG = "/api/v1/ops/config";
  private static final String ADMIN = TestTokens.withScope("ops.admin");

  private static final TestDatabase database = QueryServer.newReadModel();
  private static final QueryServer server = QueryServer.start(database, Map.of());
  private static final ReadModel rows = new ReadModel(database);

  @AfterAll
  static void stop() {
    server.close();
  }

  private static HttpResponse<String> put(String body, String... headers) {
    return server.send(
        CONFIG,
        request -> {
          request
              .header("Authorization", "Bearer " + ADMIN)
              .header("Content-Type", "application/json")
              .PUT(BodyPublishers.ofString(body));
          return headers.length == 0 ? request : request.headers(headers);
        });
  }

  private static List<String> query(String sql) {
    List<String> values = new ArrayList<>();
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      while (found.next()) {
        values.add(found.getString(1));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return values;
  }

  @Test
  void what_is_read_can_be_put_back() {
    JsonNode config = server.json(CONFIG, ADMIN);
    assertThat(config.propertyNames())
        .containsExactly(
            "cache_ttl", "sla_buffer", "sla_policy", "revenue_statuses", "alert_thresholds");
    assertThat(config.at("/sla_policy/critical").toString())
        .isEqualTo("{\"response\":\"PT1H\",\"resolution\":\"PT4H\"}");
    HttpResponse<String> answer = put(config.toString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(QueryServer.parse(answer.body())).isEqualTo(config);
  }

  @Test
  void revenue_follows_the_statuses_at_once_in_every_instance() {
    try (QueryServer other = QueryServer.start(database, Map.of())) {
      rows.commit(
          Instant.now(),
          """
          insert into readmodel.bookings_by_status values
            ('all', '1970-01-01', 'confirmed', 1, 10), ('all', '1970-01-01', 'cancelled', 1, 5)
          """);
      String revenue = QueryServer.METRICS + "?include=revenue";
      for (QueryServer instance : List.of(server, other)) {
        Eventually.holds(() -> instance.get(revenue, ADMIN).body().contains("\"total\":10.00,"));
      }
      assertThat(put("{\"revenue_statuses\":[\"cancelled\",\"confirmed\"]}").statusCode())
          .isEqualTo(200);
      for (QueryServer instance : List.of(server, other)) {
        Eventually.holds(() -> instance.get(revenue, ADMIN).body().contains("\"total\":15.00,"));
      }
      put("{\"revenue_statuses\":[\"confirmed\",\"in_progress\",\"completed\"]}");
    }
  }

  @Test
  void the_buffer_decides_what_is_at_risk() {
    Instant due = Instant.now().plusSeconds(7 * 3600).truncatedTo(ChronoUnit.HOURS);
    rows.commit(
        Instant.now(),
        """
        insert into readmodel.complaints_due values
          ('all', '1970-01-01', 'minute', '%1$s', 3), ('all', '1970-01-01', 'second', '%1$s', 3)
        """
            .formatted(due));
    String sla = QueryServer.METRICS + "?include=sla";
    Eventually.holds(() -> server.json(sla, ADMIN).at("/sla/at_risk").asInt() == 0);
    put("{\"sla_buffer\":\"PT8H\"}");
    Eventually.holds(() -> server.json(sla, ADMIN).at("/sla/at_risk").asInt() == 3);
    put("{\"sla_buffer\":\"PT4H\"}");
    Eventually.holds(() -> server.json(sla, ADMIN).at("/sla/at_risk").asInt() == 0);
  }

  @Test
  void a_new_policy_holds_from_now_on_and_never_before_what_is_there() {
    rows.silently(
        "insert into readmodel.complaint (id, partition, revision, opened, stamps)"
            + " values ('c1', 0, 1, '2030-01-01T00:00:00Z', '')");
    long version = Long.parseLong(query("select version from tidemark.parameter_version").get(0));
    assertThat(put("{\"sla_policy\":{\"high\":{\"resolution\":\"PT12H\"}}}").statusCode())
        .isEqualTo(200);
    assertThat(
            query(
                "select value || ' ' || (valid_from at time zone 'UTC') from tidemark.parameter"
                    + " where name = 'sla.resolution.high' order by valid_from"))
        .containsExactly("PT24H -infinity", "PT12H 2030-01-01 00:00:00.000001");
    assertThat(query("select version from tidemark.parameter_version"))
        .containsExactly(Long.toString(version + 1));
    assertThat(server.json(CONFIG, ADMIN).at("/sla_policy/high/resolution").asString())
        .isEqualTo("PT12H");
    put("{\"cache_ttl\":\"PT6M\"}");
    assertThat(query("select version from tidemark.parameter_version"))
        .as("what projectors do not read does not make them look")
        .containsExactly(Long.toString(version + 1));
  }

  @Test
  void a_lost_update_is_prevented() {
    String etag = server.get(CONFIG, ADMIN).headers().firstValue("ETag").orElseThrow();
    assertThat(put("{\"cache_ttl\":\"PT3M\"}", "If-Match", etag).statusCode()).isEqualTo(200);
    HttpResponse<String> second = put("{\"cache_ttl\":\"PT4M\"}", "If-Match", etag);
    assertThat(second.statusCode()).isEqualTo(412);
    assertThat(server.json(CONFIG, ADMIN).get("cache_ttl").asString()).isEqualTo("PT3M");
    assertThat(put("{\"cache_ttl\":\"PT4M\"}", "If-Match", "x").statusCode()).isEqualTo(400);
  }

  @Test
  void everything_wrong_is_named_and_nothing_is_changed() {
    JsonNode before = server.json(CONFIG, ADMIN);
    HttpResponse<String> answer =
        put(
            """
            {"cache_ttl": "5 minutes", "sla_buffer": "PT-1S", "revenue_statuses": ["paid"],
             "alert_thresholds": {"lag_events": 0, "dead_letters": "1", "x": 1},
             "sla_policy": {"urgent": {}, "low": {"response": "PT0S", "resolution": 5, "y": 1},
               "high": 7},
             "colour": "blue"}
            """);
    assertThat(answer.statusCode()).isEqualTo(422);
    List<String> named = new ArrayList<>();
    QueryServer.parse(answer.body())
        .get("errors")
        .forEach(error -> named.add(error.get("parameter").asString()));
    assertThat(named)
        .containsExactlyInAnyOrder(
            "cache_ttl",
            "sla_buffer",
            "revenue_statuses",
            "alert_thresholds.lag_events",
            "alert_thresholds.dead_letters",
            "alert_thresholds.x",
            "sla_policy.urgent",
            "sla_policy.low.response",
            "sla_policy.low.resolution",
            "sla_policy.low.y",
            "sla_policy.high",
            "colour");
    assertThat(server.json(CONFIG, ADMIN)).isEqualTo(before);
    assertThat(put("[]").statusCode()).isEqualTo(422);
  }

  @Test
  void a_change_is_on_record_with_the_fields_that_it_named() {
    put("{\"cache_ttl\":\"PT5M\",\"sla_buffer\":\"PT4H\"}");
    JsonNode item = server.json("/api/v1/ops/audit", ADMIN).at("/items/1");
    assertThat(item.get("action").asString()).isEqualTo("change_config");
    assertThat(item.get("include").asString()).isEqualTo("cache_ttl,sla_buffer");
  }
}
