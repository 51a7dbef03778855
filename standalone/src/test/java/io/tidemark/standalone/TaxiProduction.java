package io.tidemark.standalone;

import io.tidemark.testkit.reference.TaxiReference;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** The production of the taxis, as the API tells it, in the form of the reference. */
final class TaxiProduction {

  private final Client api;

  TaxiProduction(Client api) {
    this.api = api;
  }

  /** What the API tells of a provider; {@code range} is the rest of the query. */
  JsonNode of(String provider, String period, String range) throws Exception {
    return api.get(
        "/api/providers/" + provider + "/performance?period=" + period + "&" + range,
        "tester",
        "providers.read");
  }

  JsonNode series(String provider, String period, String range) throws Exception {
    return of(provider, period, range).at("/series");
  }

  /** Adds the periods that have trips, by the first letters of when they begin. */
  static void add(Map<String, TaxiReference.Sums> sums, JsonNode series, int length) {
    for (JsonNode period : series) {
      TaxiReference.Sums own = sums(period);
      if (own.trips() > 0) {
        sums.merge(
            period.get("periodStart").asString().substring(0, length),
            own,
            (a, b) -> new TaxiReference.Sums(a.trips() + b.trips(), a.cents() + b.cents()));
      }
    }
  }

  static TaxiReference.Sums sums(JsonNode figures) {
    return new TaxiReference.Sums(
        figures.get("entries").asLong(),
        figures.get("production").decimalValue().movePointRight(2).longValueExact());
  }

  static Map<String, TaxiReference.Sums> published(JsonNode cells) {
    Map<String, TaxiReference.Sums> published = new TreeMap<>();
    for (var cell : cells.properties()) {
      published.put(
          cell.getKey(),
          new TaxiReference.Sums(
              cell.getValue().get("trips").asLong(), cell.getValue().get("total_cents").asLong()));
    }
    return published;
  }
}
