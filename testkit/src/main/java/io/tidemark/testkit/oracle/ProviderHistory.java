package io.tidemark.testkit.oracle;

import io.tidemark.events.Event;
import io.tidemark.events.provider.GoalEvent;
import io.tidemark.events.provider.Granularity;
import io.tidemark.events.provider.LocationEvent;
import io.tidemark.events.provider.ProductionEvent;
import io.tidemark.events.provider.ProductionKind;
import io.tidemark.events.provider.ProviderEvent;
import io.tidemark.events.provider.Role;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What may happen to entries of production, and to locations, providers and their goals. */
final class ProviderHistory {

  private static final LocalDate START = LocalDate.parse("2024-12-20");

  private final Random random;

  ProviderHistory(Random random) {
    this.random = random;
  }

  /**
   * Corrections may move an entry to another day, location or provider, or bring it back when it
   * was voided.
   */
  List<Event> entry() {
    List<Event> facts = new ArrayList<>();
    facts.add(
        new ProductionEvent.Recorded(
            provider(), location(), date(), kind(), amount(), amountOrNone(), amountOrNone()));
    for (int i = random.nextInt(6); i > 0; i--) {
      facts.add(
          random.nextInt(3) == 0
              ? new ProductionEvent.Voided(random.nextBoolean() ? "a mistake" : null)
              : new ProductionEvent.Corrected(
                  provider(),
                  location(),
                  date(),
                  kind(),
                  amount(),
                  amountOrNone(),
                  amountOrNone()));
    }
    return facts;
  }

  List<Event> location(String id) {
    List<Event> facts = new ArrayList<>();
    facts.add(new LocationEvent.Registered("Name of " + id, random.nextBoolean() ? "UTC" : null));
    for (int i = random.nextInt(3); i > 0; i--) {
      facts.add(new LocationEvent.Renamed("Name " + i + " of " + id));
    }
    return facts;
  }

  List<Event> provider(String id) {
    List<Event> facts = new ArrayList<>();
    facts.add(new ProviderEvent.Registered("Name of " + id, role()));
    for (int i = random.nextInt(4); i > 0; i--) {
      facts.add(
          random.nextInt(3) == 0
              ? new ProviderEvent.Retired()
              : new ProviderEvent.Renamed(
                  "Name " + i + " of " + id, random.nextBoolean() ? role() : null));
    }
    return facts;
  }

  /** One goal is set, changed and cleared for few periods, so that some are said twice. */
  List<Event> goal() {
    List<Event> facts = new ArrayList<>();
    for (int i = 1 + random.nextInt(6); i > 0; i--) {
      LocalDate month = LocalDate.of(2025, 1 + random.nextInt(3), 1);
      facts.add(
          random.nextInt(4) == 0
              ? new GoalEvent.Cleared(provider(), locationOrNone(), granularity(), month)
              : new GoalEvent.Set(provider(), locationOrNone(), granularity(), month, amount()));
    }
    return facts;
  }

  private String provider() {
    return "p" + random.nextInt(8);
  }

  private String location() {
    return "l" + random.nextInt(4);
  }

  private @Nullable String locationOrNone() {
    return random.nextBoolean() ? location() : null;
  }

  private LocalDate date() {
    return START.plusDays(random.nextInt(60));
  }

  private ProductionKind kind() {
    return random.nextBoolean() ? ProductionKind.DENTIST : ProductionKind.HYGIENE;
  }

  private Role role() {
    return random.nextBoolean() ? Role.DENTIST : Role.HYGIENIST;
  }

  private Granularity granularity() {
    Granularity[] all = Granularity.values();
    return all[random.nextInt(all.length)];
  }

  private BigDecimal amount() {
    return BigDecimal.valueOf(random.nextInt(2_000_000) - 50_000, random.nextInt(5));
  }

  private @Nullable BigDecimal amountOrNone() {
    return random.nextBoolean() ? amount() : null;
  }
}
