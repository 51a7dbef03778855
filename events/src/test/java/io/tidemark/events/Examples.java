package io.tidemark.events;

import io.tidemark.events.booking.BookingEvent;
import io.tidemark.events.calling.AccountEvent;
import io.tidemark.events.calling.AgentEvent;
import io.tidemark.events.calling.CallEvent;
import io.tidemark.events.calling.LeadEvent;
import io.tidemark.events.calling.PurchaseEvent;
import io.tidemark.events.complaint.ComplaintEvent;
import io.tidemark.events.complaint.Priority;
import io.tidemark.events.provider.GoalEvent;
import io.tidemark.events.provider.Granularity;
import io.tidemark.events.provider.LocationEvent;
import io.tidemark.events.provider.ProductionEvent;
import io.tidemark.events.provider.ProductionKind;
import io.tidemark.events.provider.ProviderEvent;
import io.tidemark.events.provider.Role;
import io.tidemark.events.staff.StaffEvent;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/** An event of each type, with all that it can hold. */
final class Examples {

  private Examples() {}

  static List<Event> all() {
    Instant due = Instant.parse("2026-11-21T08:00:00Z");
    return List.of(
        new BookingEvent.Created(
            new BigDecimal("129.50"),
            "customer-7",
            "Deep cleaning",
            "berlin-3",
            "staff-12",
            Instant.parse("2026-12-01T09:30:00Z"),
            "EUR"),
        new BookingEvent.Confirmed(),
        new BookingEvent.Started(),
        new BookingEvent.Completed(),
        new BookingEvent.Cancelled("no_show"),
        new BookingEvent.Repriced(new BigDecimal("-20.2500"), "EUR"),
        new BookingEvent.Assigned("staff-12"),
        new BookingEvent.Unassigned(),
        new BookingEvent.Rescheduled(Instant.parse("2026-12-02T14:00:00.123456Z")),
        new ComplaintEvent.Opened(
            Priority.CRITICAL,
            "booking-1",
            "Größe & Preis",
            "berlin-3",
            "staff-12",
            Instant.parse("2026-11-20T12:00:00Z"),
            due),
        new ComplaintEvent.Assigned("staff-12"),
        new ComplaintEvent.Unassigned(),
        new ComplaintEvent.Responded(),
        new ComplaintEvent.Started("called back"),
        new ComplaintEvent.Escalated("no answer for a week"),
        new ComplaintEvent.Resolved("refunded"),
        new ComplaintEvent.Closed("customer agreed"),
        new ComplaintEvent.Reopened("happened again"),
        new ComplaintEvent.Reprioritised(Priority.LOW),
        new StaffEvent.Registered("Zoë Ångström", "receptionist"),
        new StaffEvent.Renamed("Zoë Miller", "manager"),
        new StaffEvent.Left(),
        new AccountEvent.Registered("Zoë Ångström", "zoe@example.com"),
        new AccountEvent.Renamed("Zoë Miller", "zoe.miller@example.com"),
        new AccountEvent.Closed(),
        new PurchaseEvent.CreditsPurchased(new BigDecimal("500.5")),
        new AgentEvent.Created(
            "account-4", "Morning reminders", "outbound", "Calls before nine", "voice_01j8"),
        new AgentEvent.Updated("Reminders", "inbound", "Answers all day", "voice_02k9"),
        new AgentEvent.Activated(),
        new AgentEvent.Deactivated(),
        new AgentEvent.Deleted(),
        new CallEvent.Started("account-4", "agent-2", "+49 30 901820"),
        new CallEvent.Completed("account-4", "agent-2", 184, new BigDecimal("3.0667")),
        new CallEvent.Failed("account-4", "agent-2", "no_answer", 25, new BigDecimal("0.25")),
        new LeadEvent.Scored(
            "account-4", "agent-2", "call-77", new BigDecimal("72.5"), "+49 30 901820"),
        new LeadEvent.Converted("account-4", "agent-2", new BigDecimal("1250.00")),
        new LocationEvent.Registered("Berlin Mitte", "Europe/Berlin"),
        new LocationEvent.Renamed("Berlin Zentrum"),
        new ProviderEvent.Registered("Dr. Noor Haddad", Role.DENTIST),
        new ProviderEvent.Renamed("Dr. Noor Haddad-Weiß", Role.HYGIENIST),
        new ProviderEvent.Retired(),
        new ProductionEvent.Recorded(
            "provider-5",
            "berlin-3",
            LocalDate.of(2026, 11, 19),
            ProductionKind.DENTIST,
            new BigDecimal("1250.00"),
            new BigDecimal("-40.5"),
            new BigDecimal("12.25")),
        new ProductionEvent.Corrected(
            "provider-5",
            "berlin-4",
            LocalDate.of(2026, 11, 18),
            ProductionKind.HYGIENE,
            new BigDecimal("-150.0001"),
            new BigDecimal("0"),
            new BigDecimal("7")),
        new ProductionEvent.Voided("entered twice"),
        new GoalEvent.Set(
            "provider-5",
            "berlin-3",
            Granularity.MONTH,
            LocalDate.of(2026, 11, 1),
            new BigDecimal("42000.00")),
        new GoalEvent.Cleared(
            "provider-5", "berlin-3", Granularity.WEEK, LocalDate.of(2026, 11, 16)));
  }

  static Envelope envelope(Event event) {
    return envelope(EventTypes.of(event));
  }

  static Envelope envelope(EventType type) {
    return new Envelope(
        "4a7b-1",
        "/booking-desk/berlin",
        type.name(),
        "entity-1",
        Instant.parse("2026-11-20T10:29:59.800001Z"),
        3,
        "https://tidemark.example/schemas/" + type.fact() + "/1",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
  }
}
