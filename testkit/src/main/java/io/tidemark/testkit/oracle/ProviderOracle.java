package io.tidemark.testkit.oracle;

import io.tidemark.events.Received;
import io.tidemark.events.provider.GoalEvent;
import io.tidemark.events.provider.Granularity;
import io.tidemark.events.provider.ProductionEvent;
import io.tidemark.events.provider.ProductionKind;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What production comes to, and what goals are in the rows that are read as they are. */
public final class ProviderOracle {

  private ProviderOracle() {}

  /** Adds what an entry counts for; its events are in the order in which they hold. */
  static void production(List<Received> events, Oracle oracle) {
    String provider = "";
    String location = "";
    LocalDate date = LocalDate.EPOCH;
    ProductionKind kind = ProductionKind.DENTIST;
    BigDecimal net = BigDecimal.ZERO;
    boolean voided = false;
    for (Received received : events) {
      switch ((ProductionEvent) received.event()) {
        case ProductionEvent.Recorded e -> {
          provider = e.providerId();
          location = e.locationId();
          date = e.date();
          kind = e.kind();
          net = e.gross().subtract(orZero(e.adjustments())).subtract(orZero(e.writeOffs()));
          voided = false;
        }
        case ProductionEvent.Corrected e -> {
          provider = e.providerId();
          location = e.locationId();
          date = e.date();
          kind = e.kind();
          net = e.gross().subtract(orZero(e.adjustments())).subtract(orZero(e.writeOffs()));
          voided = false;
        }
        case ProductionEvent.Voided _ -> voided = true;
      }
    }
    if (voided) {
      return;
    }
    BigDecimal dentist = kind == ProductionKind.DENTIST ? net : BigDecimal.ZERO;
    BigDecimal hygiene = kind == ProductionKind.HYGIENE ? net : BigDecimal.ZERO;
    for (String period : Oracle.periods(date)) {
      if (!period.startsWith("all")) {
        String key = period + "|" + provider;
        oracle.add("production_by_provider|" + key, dentist, hygiene, BigDecimal.ONE);
        oracle.add(
            "production_by_location|" + key + "|" + location, dentist, hygiene, BigDecimal.ONE);
      }
    }
  }

  private static BigDecimal orZero(@Nullable BigDecimal amount) {
    return amount == null ? BigDecimal.ZERO : amount;
  }

  /** Counts what there are goals for: what was last said of each start of a period is one. */
  static void goalsByLocation(List<Received> events, Oracle oracle) {
    Map<LocalDate, String> last = new TreeMap<>();
    for (Received received : events) {
      switch ((GoalEvent) received.event()) {
        case GoalEvent.Set e ->
            last.put(e.periodStart(), scope(e.providerId(), e.granularity(), e.locationId()));
        case GoalEvent.Cleared e ->
            last.put(e.periodStart(), scope(e.providerId(), e.granularity(), e.locationId()));
      }
    }
    last.values().forEach(scope -> oracle.add("goals_by_location|" + scope, BigDecimal.ONE));
  }

  private static String scope(String provider, Granularity granularity, @Nullable String location) {
    return String.join(
        "|",
        provider,
        granularity.name().toLowerCase(Locale.ROOT),
        location == null ? "" : location);
  }

  /** The goals as they are read: by their id, and sorted by it. */
  public static List<String> goals(List<Received> events) {
    Map<String, String> goals = new TreeMap<>();
    events.stream()
        .sorted(
            Comparator.comparingLong((Received e) -> e.envelope().sequence())
                .thenComparing(e -> e.envelope().time()))
        .forEach(
            received -> {
              String subject = received.envelope().subject();
              if (received.event() instanceof GoalEvent.Set e) {
                goals.put(
                    subject + "|" + e.periodStart(),
                    goal(received, e.providerId(), e.locationId(), e.granularity(), e.amount()));
              } else if (received.event() instanceof GoalEvent.Cleared e) {
                goals.put(
                    subject + "|" + e.periodStart(),
                    goal(received, e.providerId(), e.locationId(), e.granularity(), null));
              }
            });
    return goals.entrySet().stream().map(goal -> goal.getKey() + " " + goal.getValue()).toList();
  }

  private static String goal(
      Received received,
      String provider,
      @Nullable String location,
      Granularity granularity,
      @Nullable BigDecimal amount) {
    return String.join(
        " ",
        String.valueOf(received.envelope().time().toEpochMilli()),
        provider,
        location == null ? "-" : location,
        granularity.name().toLowerCase(Locale.ROOT),
        amount == null ? "-" : amount.setScale(4).toPlainString());
  }
}
