package io.tidemark.benchmarks.scale;

import io.tidemark.benchmarks.EventPublisher;
import io.tidemark.events.booking.BookingEvent;
import io.tidemark.events.calling.AccountEvent;
import io.tidemark.events.calling.AgentEvent;
import io.tidemark.events.calling.CallEvent;
import io.tidemark.events.calling.PurchaseEvent;
import io.tidemark.events.complaint.ComplaintEvent;
import io.tidemark.events.complaint.Priority;
import io.tidemark.events.provider.ProductionEvent;
import io.tidemark.events.provider.ProductionKind;
import io.tidemark.events.provider.ProviderEvent;
import io.tidemark.events.provider.Role;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Events of days that are over, the same ones in each run of a day. What the figures must be, by
 * the days of each zone, is counted here while they are made, in nothing but a map.
 *
 * <p>What happens, happens in the evening of even days and in the night of odd ones, so that days
 * that end at another hour have quite other figures.
 */
final class Past {

  static final int ACCOUNTS = 10;
  static final int PROVIDERS = 10;
  static final String ALL = "all time";

  private static final int DAYS = 60;

  /** No day of any zone that is after it, or today, has one of these events. */
  private static final int LATEST = 3;

  private static final int PURCHASED = 1_000_000;

  private final LocalDate today;
  private final EventPublisher out;
  private final SplittableRandom random = new SplittableRandom(20261121);
  private final Map<ZoneId, Map<String, Long>> figures = new HashMap<>();

  Past(LocalDate today, EventPublisher out, List<ZoneId> zones) {
    this.today = today;
    this.out = out;
    zones.forEach(zone -> figures.put(zone, new HashMap<>()));
  }

  /** Publishes about that many events. */
  void publish(int events) throws IOException {
    for (int i = 0; i < ACCOUNTS; i++) {
      Instant first = at(DAYS + 10);
      out.publish(account(i), first, new AccountEvent.Registered("Account " + i, null));
      out.publish(
          account(i), first, new PurchaseEvent.CreditsPurchased(BigDecimal.valueOf(PURCHASED)));
      out.publish(
          "agent-" + i,
          first,
          new AgentEvent.Created(account(i), "Agent " + i, "outbound", "Calls", null));
    }
    for (int i = 0; i < PROVIDERS; i++) {
      out.publish(
          provider(i), at(DAYS + 10), new ProviderEvent.Registered("Provider " + i, Role.DENTIST));
    }
    for (int i = 0; out.published() < events; i++) {
      Instant time = at(LATEST + 1 + random.nextInt(DAYS - LATEST));
      switch (i % 10) {
        case 0, 1, 2, 3 -> booking(i, time);
        case 4, 5 -> complaint(i, time);
        case 6, 7, 8 -> call(i, time);
        default -> entry(i, time);
      }
    }
    out.flush();
  }

  private Instant at(int daysAgo) {
    LocalDate day = today.minusDays(daysAgo);
    int hour = day.toEpochDay() % 2 == 0 ? 16 : 0;
    return day.atStartOfDay()
        .plusHours(hour)
        .plusNanos(random.nextLong(8 * 3_600_000_000_000L))
        .toInstant(ZoneOffset.UTC);
  }

  private void booking(int number, Instant time) throws IOException {
    String booking = "booking-" + number;
    out.publish(
        booking,
        time,
        new BookingEvent.Created(BigDecimal.ONE, null, null, null, null, null, null));
    out.publish(booking, time.plusSeconds(60), new BookingEvent.Confirmed());
    count("bookings", time);
  }

  private void complaint(int number, Instant time) throws IOException {
    String complaint = "complaint-" + number;
    out.publish(
        complaint,
        time,
        new ComplaintEvent.Opened(Priority.MEDIUM, null, null, null, null, null, null));
    out.publish(complaint, time.plusSeconds(600), new ComplaintEvent.Closed(null));
    count("complaints", time);
  }

  private void call(int number, Instant time) throws IOException {
    String account = account(number / 10 % ACCOUNTS);
    String agent = "agent-" + number / 10 % ACCOUNTS;
    out.publish("call-" + number, time, new CallEvent.Started(account, agent, null));
    out.publish(
        "call-" + number,
        time.plusSeconds(60),
        new CallEvent.Completed(account, agent, 60, BigDecimal.ONE));
    count("calls of " + account, time);
  }

  /** Its day is a date of its own, whatever the zone. */
  private void entry(int number, Instant time) throws IOException {
    String provider = provider(number / 10 % PROVIDERS);
    LocalDate day = time.atOffset(ZoneOffset.UTC).toLocalDate();
    out.publish(
        "entry-" + number,
        time,
        new ProductionEvent.Recorded(
            provider, "location", day, ProductionKind.DENTIST, BigDecimal.TEN, null, null));
    figures.values().forEach(of -> of.merge("entries of " + provider + " " + day, 1L, Long::sum));
  }

  private void count(String what, Instant time) {
    figures.forEach(
        (zone, of) -> {
          of.merge(what + " " + time.atZone(zone).toLocalDate(), 1L, Long::sum);
          of.merge(what + " " + ALL, 1L, Long::sum);
        });
  }

  static String account(int number) {
    return "account-" + number;
  }

  static String provider(int number) {
    return "provider-" + number;
  }

  LocalDate firstDay() {
    return today.minusDays(DAYS);
  }

  LocalDate lastDay() {
    return today.minusDays(LATEST + 1);
  }

  /** What a figure must be where days are those of this zone. */
  long figure(ZoneId zone, String name) {
    return figures.getOrDefault(zone, Map.of()).getOrDefault(name, 0L);
  }

  /** What an account has left. */
  long credits(String account) {
    return PURCHASED - figure(ZoneOffset.UTC, "calls of " + account + " " + ALL);
  }
}
