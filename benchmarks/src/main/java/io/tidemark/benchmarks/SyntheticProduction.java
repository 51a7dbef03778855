package io.tidemark.benchmarks;

import io.tidemark.events.provider.GoalEvent;
import io.tidemark.events.provider.Granularity;
import io.tidemark.events.provider.LocationEvent;
import io.tidemark.events.provider.ProductionEvent;
import io.tidemark.events.provider.ProductionKind;
import io.tidemark.events.provider.ProviderEvent;
import io.tidemark.events.provider.Role;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Production of nobody, the same in each run of a day: 50 providers, each at one of 20 locations on
 * a day and at another on the next, three years up to yesterday. Half of them have a goal for each
 * month, half have goals at each location, anew each year. Another 950 have few entries, and goals
 * at five locations each: half of them for each month, half anew each year.
 */
final class SyntheticProduction {

  static final int PROVIDERS = 50;

  /** With those that have few entries. */
  static final int ALL_PROVIDERS = 1_000;

  private static final int LOCATIONS = 20;
  private static final int DENTISTS = 35;

  /** The providers that have an entry on each of the recent days. */
  private static final int STEADY = 20;

  private final LocalDate today;
  private final EventPublisher out;
  private final SplittableRandom random;
  private final String prefix;
  private long entries;

  /**
   * @param prefix of the ids of entries
   */
  SyntheticProduction(LocalDate today, EventPublisher out, String prefix) {
    this.today = today;
    this.out = out;
    this.prefix = prefix;
    random = new SplittableRandom(prefix.hashCode());
  }

  static String provider(int number) {
    return "provider-" + number;
  }

  long entries() {
    return entries;
  }

  /** All locations, providers and goals. */
  void publishProviders() throws IOException {
    LocalDate begin = today.minusDays(SyntheticCalls.DAYS).withDayOfMonth(1);
    Instant first = begin.atStartOfDay().toInstant(ZoneOffset.UTC);
    for (int i = 0; i < LOCATIONS; i++) {
      out.publish(location(i), first, new LocationEvent.Registered("Practice " + i, "UTC"));
    }
    for (int i = 0; i < ALL_PROVIDERS; i++) {
      Role role = i < DENTISTS ? Role.DENTIST : Role.HYGIENIST;
      out.publish(
          provider(i), first, new ProviderEvent.Registered("Provider %03d".formatted(i), role));
      int months = i % 2 == 0 ? 1 : 12;
      for (LocalDate start = begin; !start.isAfter(today); start = start.plusMonths(months)) {
        goals(i, start);
      }
    }
  }

  private void goals(int provider, LocalDate from) throws IOException {
    if (provider < PROVIDERS && provider % 2 == 0) {
      goal(provider(provider), null, from, 40_000 + 1_000L * provider);
      return;
    }
    int locations = provider < PROVIDERS ? LOCATIONS : 5;
    for (int i = 0; i < locations; i++) {
      goal(provider(provider), location((provider + i) % LOCATIONS), from, 2_000 + 50L * provider);
    }
  }

  /**
   * The last 400 days, 25 entries a day, one of them of each of 20 providers; and one of each of
   * the 950 on the first of a month.
   */
  void publishRecent() throws IOException {
    for (int back = SyntheticCalls.RECENT_DAYS; back > 0; back--) {
      LocalDate day = today.minusDays(back);
      for (int k = 0; k < 25; k++) {
        int provider = k < STEADY ? k : STEADY + random.nextInt(PROVIDERS - STEADY);
        entry(provider, day);
      }
      for (int i = PROVIDERS; i < ALL_PROVIDERS && day.getDayOfMonth() == 1; i++) {
        entry(i, day);
      }
    }
    out.flush();
  }

  /** That many entries more, over all three years; each eleventh is one of the 950's. */
  void publishAll(int count) throws IOException {
    int others = 0;
    for (int back = SyntheticCalls.DAYS; back > 0; back--) {
      LocalDate day = today.minusDays(back);
      int days = SyntheticCalls.DAYS;
      int ofDay = (int) ((long) count * (days - back + 1) / days - entries);
      for (int k = 0; k < ofDay; k++) {
        entry(
            k % 11 == 10 ? PROVIDERS + others++ % (ALL_PROVIDERS - PROVIDERS) : k % PROVIDERS, day);
      }
    }
    out.flush();
  }

  private static String location(int number) {
    return "location-" + number;
  }

  private void goal(String provider, @Nullable String location, LocalDate from, long amount)
      throws IOException {
    String subject = location == null ? provider : provider + "@" + location;
    out.publish(
        subject,
        from.minusDays(7).atStartOfDay().toInstant(ZoneOffset.UTC),
        new GoalEvent.Set(provider, location, Granularity.MONTH, from, BigDecimal.valueOf(amount)));
  }

  private void entry(int provider, LocalDate day) throws IOException {
    String entry = prefix + ++entries;
    Instant time = day.atTime(18, 0).toInstant(ZoneOffset.UTC);
    String at = location((int) ((provider + day.toEpochDay()) % LOCATIONS));
    ProductionKind kind = provider < DENTISTS ? ProductionKind.DENTIST : ProductionKind.HYGIENE;
    BigDecimal gross = BigDecimal.valueOf(2_000 + random.nextInt(50_000), 2);
    BigDecimal writeOffs = random.nextInt(10) == 0 ? BigDecimal.valueOf(1_500, 2) : null;
    out.publish(
        entry,
        time,
        new ProductionEvent.Recorded(provider(provider), at, day, kind, gross, null, writeOffs));
    switch (random.nextInt(200)) {
      case 0 -> out.publish(entry, time.plusSeconds(600), new ProductionEvent.Voided("twice"));
      case 1, 2 ->
          out.publish(
              entry,
              time.plusSeconds(600),
              new ProductionEvent.Corrected(
                  provider(provider), at, day, kind, gross.add(BigDecimal.TEN), null, writeOffs));
      default -> {} // as it is
    }
  }
}
