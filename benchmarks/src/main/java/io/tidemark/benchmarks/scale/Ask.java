package io.tidemark.benchmarks.scale;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * Something that a user asks, and what the answer must say.
 *
 * @param known by the zone of the generation that it comes from: figures that do not change
 *     meanwhile, by name
 * @param found the figures of an answer, by the same names; those that begin with {@link #GROWING}
 *     are not known, but never fall
 */
record Ask(
    String path,
    Function<ZoneId, Map<String, Long>> known,
    Function<JsonNode, Map<String, Long>> found) {

  static final String GROWING = "growing ";

  private static final String METRICS = "/api/v1/ops/dashboard/metrics";

  /** How many days are asked for: each answer about one is made anew by every commit. */
  private static final int DAYS_ASKED = 12;

  /** Those that depend on events that come in meanwhile. */
  static List<Ask> live(Past past) {
    return List.of(
        total(past, ""), total(past, "?include=bookings,complaints"), total(past, "?period=all"));
  }

  /** Of days that are over: one answer of figures of two topics. */
  static List<Ask> ofDays(Past past) {
    return past.firstDay()
        .datesUntil(past.lastDay().plusDays(1))
        .limit(DAYS_ASKED)
        .map(day -> metricsOf(past, day))
        .toList();
  }

  static List<Ask> ofAccountsAndProviders(Past past) {
    List<Ask> all = new ArrayList<>();
    for (int i = 0; i < Past.ACCOUNTS; i++) {
      all.add(analytics(past, Past.account(i)));
      all.add(overview(past, Past.account(i)));
    }
    for (int i = 0; i < Past.PROVIDERS; i++) {
      all.add(production(past, Past.provider(i)));
    }
    return all;
  }

  private static Ask total(Past past, String query) {
    return new Ask(
        METRICS + query,
        zone -> Map.of("complaints", past.figure(zone, "complaints " + Past.ALL)),
        answer ->
            Map.of(
                "complaints",
                answer.at("/complaints/total").asLong(-1),
                GROWING + "bookings",
                answer.at("/bookings/total").asLong(-1)));
  }

  private static Ask metricsOf(Past past, LocalDate day) {
    return new Ask(
        METRICS + "?period=today&include=bookings,complaints,revenue&date=" + day,
        zone -> {
          long bookings = past.figure(zone, "bookings " + day);
          return Map.of(
              "bookings", bookings,
              "confirmed", bookings,
              "revenue", bookings,
              "complaints", past.figure(zone, "complaints " + day));
        },
        answer ->
            Map.of(
                "bookings", answer.at("/bookings/total").asLong(-1),
                "confirmed", answer.at("/bookings/by_status/confirmed").asLong(-1),
                "revenue", answer.at("/revenue/total").asLong(-1),
                "complaints", answer.at("/complaints/total").asLong(-1)));
  }

  private static Ask analytics(Past past, String account) {
    List<LocalDate> days = past.lastDay().minusDays(20).datesUntil(past.lastDay()).toList();
    return new Ask(
        "/api/dashboard/analytics?days=30&userId=" + account,
        zone -> {
          Map<String, Long> calls = new HashMap<>();
          days.forEach(
              day -> calls.put(day + "", past.figure(zone, "calls of " + account + " " + day)));
          return calls;
        },
        answer -> {
          Map<String, Long> calls = new HashMap<>();
          for (JsonNode day : answer.path("interactionsOverTime")) {
            if (days.contains(LocalDate.parse(day.path("date").asString("")))) {
              calls.put(day.path("date").asString(""), day.path("calls").asLong(-1));
            }
          }
          return calls;
        });
  }

  private static Ask overview(Past past, String account) {
    return new Ask(
        "/api/dashboard/overview?userId=" + account,
        _ -> Map.of("credits", past.credits(account), "agents", 1L),
        answer ->
            Map.of(
                "credits", answer.at("/credits/remaining").asLong(-1),
                "agents", answer.at("/agents/total").asLong(-1)));
  }

  private static Ask production(Past past, String provider) {
    LocalDate from = past.firstDay();
    LocalDate to = past.lastDay();
    return new Ask(
        "/api/providers/%s/performance?period=daily&from=%s&to=%s".formatted(provider, from, to),
        zone -> {
          Map<String, Long> entries = new HashMap<>();
          from.datesUntil(to.plusDays(1))
              .forEach(
                  day ->
                      entries.put(
                          day + "", past.figure(zone, "entries of " + provider + " " + day)));
          return entries;
        },
        answer -> {
          Map<String, Long> entries = new HashMap<>();
          for (JsonNode day : answer.path("series")) {
            entries.put(day.path("periodStart").asString(""), day.path("entries").asLong(-1));
          }
          return entries;
        });
  }
}
