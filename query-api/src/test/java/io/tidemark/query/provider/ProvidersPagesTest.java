package io.tidemark.query.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.query.QueryServer;
import io.tidemark.query.SettableClock;
import io.tidemark.web.Paging;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** How the list goes on from page to page, and what cannot be asked of it. */
class ProvidersPagesTest extends ProvidersFixture {

  private static final Pattern NEXT = Pattern.compile("<(.+)>; rel=\"next\"");

  @Test
  void pages_follow_each_other_without_gap_or_repetition() {
    for (String query :
        new String[] {
          "?limit=1",
          "?limit=3&sort=name",
          "?limit=1&sort=-production",
          "?limit=2&sort=-production&period=monthly"
        }) {
      List<String> all = ids(query.replaceFirst("limit=\\d", "limit=500"));
      List<String> paged = new ArrayList<>();
      String next = PATH + query;
      while (next != null) {
        HttpResponse<String> response = server.get(next, READ);
        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode page = QueryServer.parse(response.body());
        paged.addAll(ids(page));
        Matcher link = NEXT.matcher(response.headers().firstValue("Link").orElse(""));
        next = link.matches() ? link.group(1) : null;
        assertThat(page.get("nextCursor").isNull()).isEqualTo(next == null);
      }
      assertThat(paged).as(query).isEqualTo(all).hasSize(4);
    }
  }

  @Test
  void a_list_goes_on_with_the_period_that_it_began_with() {
    String next = server.json(PATH + "?limit=1", READ).get("nextCursor").asString();
    server.bean(SettableClock.class).stopAt(Instant.parse("2026-12-01T00:00:01Z"));
    try {
      assertThat(server.json(PATH + "?limit=1&cursor=" + next, READ).at("/range/from").asString())
          .isEqualTo("2026-11-01");
    } finally {
      server.bean(SettableClock.class).stopAt(NOW);
    }
    assertThat(get("?limit=1&date=2026-12-01&cursor=" + next).statusCode()).isEqualTo(400);
  }

  @Test
  void an_unknown_location_is_not_found() {
    for (String location : new String[] {"l0", "l3", "", "%00"}) {
      HttpResponse<String> response = get("?locationId=" + location);
      assertThat(response.statusCode()).as(location).isEqualTo(404);
      assertThat(QueryServer.parse(response.body()).at("/errors/0/parameter").asString())
          .isEqualTo("locationId");
    }
  }

  @Test
  void what_is_not_allowed_is_named() {
    List<String> wrong =
        new ArrayList<>(
            List.of(
                "period=yearly",
                "date=today",
                "sort=goalAchievementPct",
                "sort=",
                "limit=0",
                "limit=501",
                "limit=ten",
                "cursor=",
                "cursor=%00",
                "cursor=none"));
    for (List<String> parts :
        List.of(
            List.of("month", "2026-11-01", "production", "1", "q1"),
            List.of("week", "2026-11-01", "name", "Ada", "q1"),
            List.of("month", "November", "name", "Ada", "q1"),
            List.of("month", "+999999999-01-01", "name", "Ada", "q1"),
            List.of("month", "2026-11-01", "name", "Ada"))) {
      wrong.add("cursor=" + Paging.cursor(parts));
    }
    for (String amount : new String[] {"", "ten", "1e999999999", "1e-999999999", "9".repeat(200)}) {
      wrong.add(
          "cursor="
              + Paging.cursor(List.of("month", "2026-11-01", "production", amount, "q1"))
              + "&sort=-production");
    }
    for (String parameter : wrong) {
      HttpResponse<String> response = get("?" + parameter);
      assertThat(response.statusCode()).as(parameter).isEqualTo(400);
      JsonNode error = QueryServer.parse(response.body()).at("/errors/0");
      assertThat(error.get("parameter").asString())
          .isEqualTo(parameter.substring(0, parameter.indexOf('=')));
      assertThat(error.propertyNames()).containsExactly("parameter", "value", "allowed");
    }
  }
}
