package io.tidemark.testkit.oracle;

import static java.util.stream.Collectors.groupingBy;

import io.tidemark.events.Envelope;
import io.tidemark.events.Received;
import io.tidemark.events.booking.BookingEvent;
import io.tidemark.events.calling.PurchaseEvent;
import io.tidemark.events.complaint.ComplaintEvent;
import io.tidemark.events.provider.GoalEvent;
import io.tidemark.events.provider.ProductionEvent;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Computes all cells from the events, one entity after the other, in code that shares nothing with
 * the engine: no registers, no differences, no generated tables. A cell is a line of text with its
 * sums.
 */
public final class Oracle {

  final ZoneId zone;
  private final Map<String, List<BigDecimal>> cells = new TreeMap<>();

  private Oracle(ZoneId zone) {
    this.zone = zone;
  }

  /** The cells that are not zero, as {@code table|key → sums}, without trailing zeros. */
  public static Map<String, List<BigDecimal>> cells(List<Received> events, ZoneId zone) {
    Oracle oracle = new Oracle(zone);
    events.stream().collect(groupingBy(Oracle::entityOf)).forEach((_, its) -> oracle.entity(its));
    oracle.cells.values().removeIf(sums -> sums.stream().allMatch(sum -> sum.signum() == 0));
    oracle.cells.values().forEach(sums -> sums.replaceAll(BigDecimal::stripTrailingZeros));
    return oracle.cells;
  }

  /** What the event is about: kinds of entities may share ids; each purchase is one of its own. */
  private static String entityOf(Received received) {
    Envelope envelope = received.envelope();
    Class<?> kind = received.event().getClass().getDeclaringClass();
    return kind == PurchaseEvent.class
        ? kind + envelope.source() + " " + envelope.id()
        : kind + envelope.subject();
  }

  private void entity(List<Received> events) {
    List<Received> sorted = new ArrayList<>(events);
    sorted.sort(
        Comparator.comparingLong((Received e) -> e.envelope().sequence())
            .thenComparing(e -> e.envelope().time())
            .thenComparing(e -> !e.event().creates()));
    if (sorted.stream().noneMatch(e -> e.event().creates())) {
      return;
    }
    switch (sorted.getFirst().event()) {
      case BookingEvent _ -> booking(sorted);
      case ComplaintEvent _ -> complaint(sorted);
      case ProductionEvent _ -> ProviderOracle.production(sorted, this);
      case GoalEvent _ -> ProviderOracle.goalsByLocation(sorted, this);
      default -> new CallingOracle(this).entity(sorted);
    }
  }

  private void booking(List<Received> events) {
    Instant created = Instant.EPOCH;
    String status = "";
    BigDecimal amount = BigDecimal.ZERO;
    @Nullable String staff = null;
    for (Received received : events) {
      switch ((BookingEvent) received.event()) {
        case BookingEvent.Created e -> {
          created = received.envelope().time();
          status = "pending";
          amount = e.amount();
          staff = e.staffId();
        }
        case BookingEvent.Confirmed _ -> status = "confirmed";
        case BookingEvent.Started _ -> status = "in_progress";
        case BookingEvent.Completed _ -> status = "completed";
        case BookingEvent.Cancelled _ -> status = "cancelled";
        case BookingEvent.Repriced e -> amount = e.amount();
        case BookingEvent.Assigned e -> staff = e.staffId();
        case BookingEvent.Unassigned _ -> staff = null;
        case BookingEvent.Rescheduled _ -> {}
      }
    }
    for (String period : periods(created)) {
      add("bookings_by_status|" + period + "|" + status, BigDecimal.ONE, amount);
    }
    if (staff != null && List.of("pending", "confirmed", "in_progress").contains(status)) {
      add("staff_workload|" + staff, BigDecimal.ONE, BigDecimal.ZERO, BigDecimal.ONE);
    }
  }

  private void complaint(List<Received> events) {
    Instant opened = Instant.EPOCH;
    String status = "";
    String priority = "";
    @Nullable String staff = null;
    @Nullable Instant responded = null;
    @Nullable Instant resolved = null;
    @Nullable Instant given = null;
    for (Received received : events) {
      Instant time = received.envelope().time();
      switch ((ComplaintEvent) received.event()) {
        case ComplaintEvent.Opened e -> {
          opened = time;
          status = "open";
          priority = e.priority().name().toLowerCase(Locale.ROOT);
          staff = e.staffId();
          given = e.resolutionDueAt();
        }
        case ComplaintEvent.Assigned e -> staff = e.staffId();
        case ComplaintEvent.Unassigned _ -> staff = null;
        case ComplaintEvent.Responded _ -> responded = responded == null ? time : responded;
        case ComplaintEvent.Started _ -> status = "in_progress";
        case ComplaintEvent.Escalated _ -> status = "escalated";
        case ComplaintEvent.Resolved _ -> {
          status = "resolved";
          resolved = time;
        }
        case ComplaintEvent.Closed _ -> status = "closed";
        case ComplaintEvent.Reopened _ -> status = "open";
        case ComplaintEvent.Reprioritised e ->
            priority = e.priority().name().toLowerCase(Locale.ROOT);
      }
    }
    Map<String, Integer> hours = Map.of("critical", 4, "high", 24, "medium", 72, "low", 168);
    int allowed = hours.getOrDefault(priority, 0);
    Instant due = given != null ? given : opened.plus(allowed, ChronoUnit.HOURS);
    boolean over = status.equals("resolved") || status.equals("closed");
    Instant settled = over ? resolved : null;
    for (String period : periods(opened)) {
      add(
          "complaints_by_priority_and_status|" + period + "|" + priority + "|" + status,
          BigDecimal.ONE,
          bit(responded != null),
          millis(opened, responded),
          bit(settled != null),
          millis(opened, settled),
          bit(settled != null && !settled.isAfter(due)));
      if (!over) {
        add("complaints_due|" + period + "|minute|" + up(due, 60_000), BigDecimal.ONE);
        add("complaints_due|" + period + "|second|" + up(due, 1_000), BigDecimal.ONE);
      }
    }
    if (!over && staff != null) {
      add("staff_workload|" + staff, BigDecimal.ZERO, BigDecimal.ONE, BigDecimal.ONE);
    }
  }

  List<String> periods(Instant instant) {
    return periods(instant.atZone(zone).toLocalDate());
  }

  static List<String> periods(LocalDate day) {
    LocalDate monday = day;
    while (monday.getDayOfWeek() != DayOfWeek.MONDAY) {
      monday = monday.minusDays(1);
    }
    return List.of(
        "day|" + day,
        "week|" + monday,
        "month|" + LocalDate.of(day.getYear(), day.getMonth(), 1),
        "all|1970-01-01");
  }

  private static Instant up(Instant time, long unit) {
    return Instant.ofEpochMilli(Math.ceilDiv(time.toEpochMilli(), unit) * unit);
  }

  static BigDecimal bit(boolean one) {
    return one ? BigDecimal.ONE : BigDecimal.ZERO;
  }

  private static BigDecimal millis(Instant from, @Nullable Instant to) {
    return to == null ? BigDecimal.ZERO : new BigDecimal(Duration.between(from, to).toMillis());
  }

  void add(String key, BigDecimal... amounts) {
    List<BigDecimal> sums =
        cells.computeIfAbsent(
            key,
            _ -> new ArrayList<>(java.util.Collections.nCopies(amounts.length, BigDecimal.ZERO)));
    for (int i = 0; i < amounts.length; i++) {
      sums.set(i, sums.get(i).add(amounts[i]));
    }
  }
}
