package io.tidemark.query.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.query.Eventually;
import io.tidemark.query.QueryServer;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Whose performance can be asked for, and how. */
class PerformanceRequestsTest extends PerformanceFixture {

  @Test
  void who_or_what_is_not_registered_is_not_found() {
    for (String provider : new String[] {"p0", "p3", "p9", "%20"}) {
      HttpResponse<String> response = get(provider, "");
      assertThat(response.statusCode()).as(provider).isEqualTo(404);
      assertThat(QueryServer.parse(response.body()).at("/errors/0/parameter").asString())
          .isEqualTo("providerId");
    }
    for (String location : new String[] {"l0", "l3", "", "%00"}) {
      HttpResponse<String> response = get("p1", "?locationId=" + location);
      assertThat(response.statusCode()).as(location).isEqualTo(404);
      assertThat(QueryServer.parse(response.body()).at("/errors/0/parameter").asString())
          .isEqualTo("locationId");
    }
  }

  @Test
  void who_is_registered_later_is_found_then() {
    assertThat(get("late", "").statusCode()).isEqualTo(404);
    rows.commit(
        AS_OF,
        """
        insert into readmodel.provider
            (id, partition, revision, registered, name, role, retired, stamps) values
          ('late', 0, 1, '2026-01-01Z', 'Late', 'dentist', false, '')
        """);
    assertThat(get("late", "").statusCode()).isEqualTo(200);
    rows.commit(AS_OF, "delete from readmodel.provider where id = 'late'");
    Eventually.holds(() -> get("late", "").statusCode() == 404);
  }

  @Test
  void what_is_not_allowed_is_named() {
    String[][] wrong = {
      {"?period=month", "period", "daily, weekly, monthly"},
      {"?period=", "period", "daily, weekly, monthly"},
      {"?date=20.11.2026", "date", "a date YYYY-MM-DD from 1970-01-01 to 2999-12-31"},
      {"?from=2026-02-30", "from", "a date YYYY-MM-DD from 1970-01-01 to 2999-12-31"},
      {"?to=9999-01-01", "to", "a date YYYY-MM-DD from 1970-01-01 to 2999-12-31"},
      {
        "?date=2026-11-20&from=2026-01-01",
        "date",
        "either date, or from and to, which is the reference date"
      },
      {"?from=2026-11-21", "from", "a date not after 2026-11-20"},
      {"?from=2026-03-02&to=2026-03-01", "from", "a date not after 2026-03-01"},
      {
        "?period=daily&from=2025-10-16",
        "from",
        "a date from 2025-10-17 on: at most 400 daily periods, up to 2026-11-20"
      },
      {
        "?from=1970-01-01",
        "from",
        "a date from 1993-08-01 on: at most 400 monthly periods, up to 2026-11-20"
      }
    };
    for (String[] request : wrong) {
      HttpResponse<String> response = get("p1", request[0]);
      assertThat(response.statusCode()).as(request[0]).isEqualTo(400);
      JsonNode error = QueryServer.parse(response.body()).at("/errors/0");
      assertThat(error.get("parameter").asString()).isEqualTo(request[1]);
      assertThat(error.get("allowed").asString()).isEqualTo(request[2]);
      assertThat(error.has("value")).isTrue();
    }
  }

  @Test
  void an_answer_that_is_known_is_not_sent_again() {
    HttpResponse<String> first = get("p1", "");
    String etag = first.headers().firstValue("ETag").orElse("");
    HttpResponse<String> second =
        server.send(
            "/api/providers/p1/performance?date=2026-11-01",
            request ->
                request.header("Authorization", "Bearer " + READ).header("If-None-Match", etag));
    assertThat(second.statusCode()).isEqualTo(304);
    assertThat(second.headers().map()).containsKeys("tidemark-as-of", "tidemark-lag", "age");
  }
}
