package io.tidemark.events;

import io.tidemark.events.booking.BookingEvent;
import io.tidemark.events.complaint.ComplaintEvent;
import io.tidemark.events.complaint.Priority;
import io.tidemark.events.staff.StaffEvent;
import java.math.BigDecimal;
import java.time.Instant;
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
        new StaffEvent.Left());
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
