package io.tidemark.events;

import io.tidemark.events.booking.BookingEvent;
import io.tidemark.events.calling.AccountEvent;
import io.tidemark.events.calling.AgentEvent;
import io.tidemark.events.calling.CallEvent;
import io.tidemark.events.calling.LeadEvent;
import io.tidemark.events.calling.PurchaseEvent;
import io.tidemark.events.complaint.ComplaintEvent;
import io.tidemark.events.provider.GoalEvent;
import io.tidemark.events.provider.LocationEvent;
import io.tidemark.events.provider.ProductionEvent;
import io.tidemark.events.provider.ProviderEvent;
import io.tidemark.events.staff.StaffEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every event type that this release knows. Names are spelled out, never taken from a class:
 * renaming a record changes nothing on the wire, and nothing on the wire can name a class.
 */
public final class EventTypes {

  private static final List<EventType> ALL =
      List.of(
          booking("created", BookingEvent.Created.class),
          booking("confirmed", BookingEvent.Confirmed.class),
          booking("started", BookingEvent.Started.class),
          booking("completed", BookingEvent.Completed.class),
          booking("cancelled", BookingEvent.Cancelled.class),
          booking("repriced", BookingEvent.Repriced.class),
          booking("assigned", BookingEvent.Assigned.class),
          booking("unassigned", BookingEvent.Unassigned.class),
          booking("rescheduled", BookingEvent.Rescheduled.class),
          complaint("opened", ComplaintEvent.Opened.class),
          complaint("assigned", ComplaintEvent.Assigned.class),
          complaint("unassigned", ComplaintEvent.Unassigned.class),
          complaint("responded", ComplaintEvent.Responded.class),
          complaint("started", ComplaintEvent.Started.class),
          complaint("escalated", ComplaintEvent.Escalated.class),
          complaint("resolved", ComplaintEvent.Resolved.class),
          complaint("closed", ComplaintEvent.Closed.class),
          complaint("reopened", ComplaintEvent.Reopened.class),
          complaint("reprioritised", ComplaintEvent.Reprioritised.class),
          staff("registered", StaffEvent.Registered.class),
          staff("renamed", StaffEvent.Renamed.class),
          staff("left", StaffEvent.Left.class),
          calling("account.registered", AccountEvent.Registered.class),
          calling("account.renamed", AccountEvent.Renamed.class),
          calling("account.closed", AccountEvent.Closed.class),
          calling("account.creditsPurchased", PurchaseEvent.CreditsPurchased.class),
          calling("agent.created", AgentEvent.Created.class),
          calling("agent.updated", AgentEvent.Updated.class),
          calling("agent.activated", AgentEvent.Activated.class),
          calling("agent.deactivated", AgentEvent.Deactivated.class),
          calling("agent.deleted", AgentEvent.Deleted.class),
          calling("call.started", CallEvent.Started.class),
          calling("call.completed", CallEvent.Completed.class),
          calling("call.failed", CallEvent.Failed.class),
          calling("lead.scored", LeadEvent.Scored.class),
          calling("lead.converted", LeadEvent.Converted.class),
          provider("location.registered", LocationEvent.Registered.class),
          provider("location.renamed", LocationEvent.Renamed.class),
          provider("provider.registered", ProviderEvent.Registered.class),
          provider("provider.renamed", ProviderEvent.Renamed.class),
          provider("provider.retired", ProviderEvent.Retired.class),
          provider("production.recorded", ProductionEvent.Recorded.class),
          provider("production.corrected", ProductionEvent.Corrected.class),
          provider("production.voided", ProductionEvent.Voided.class),
          provider("goal.set", GoalEvent.Set.class),
          provider("goal.cleared", GoalEvent.Cleared.class));

  private static final Map<String, EventType> BY_NAME = new HashMap<>();
  private static final Map<Class<?>, EventType> BY_RECORD = new HashMap<>();

  static {
    for (EventType type : ALL) {
      if (BY_NAME.put(type.name(), type) != null || BY_RECORD.put(type.event(), type) != null) {
        throw new IllegalStateException("listed twice: " + type);
      }
    }
  }

  private EventTypes() {}

  private static EventType booking(String fact, Class<? extends BookingEvent> event) {
    return new EventType("booking." + fact, "tidemark.bookings", event);
  }

  private static EventType complaint(String fact, Class<? extends ComplaintEvent> event) {
    return new EventType("complaint." + fact, "tidemark.complaints", event);
  }

  private static EventType staff(String fact, Class<? extends StaffEvent> event) {
    return new EventType("staff." + fact, "tidemark.staff", event);
  }

  private static EventType calling(String fact, Class<? extends Event> event) {
    return new EventType(fact, "tidemark.calls", event);
  }

  private static EventType provider(String fact, Class<? extends Event> event) {
    return new EventType(fact, "tidemark.production", event);
  }

  /** All types, in the order of the catalogue. */
  public static List<EventType> all() {
    return ALL;
  }

  /** The type of that name, or null if this release does not know it. */
  public static @Nullable EventType find(String name) {
    return BY_NAME.get(name);
  }

  /**
   * The type of an event.
   *
   * @throws IllegalArgumentException if its record is not listed
   */
  public static EventType of(Event event) {
    return of(event.getClass());
  }

  /**
   * The type whose events that record holds.
   *
   * @throws IllegalArgumentException if it is not listed
   */
  public static EventType of(Class<? extends Event> event) {
    EventType type = BY_RECORD.get(event);
    if (type == null) {
      throw new IllegalArgumentException(event.getName() + " is not a listed event");
    }
    return type;
  }

  /**
   * The Kafka topic that events of that type travel on.
   *
   * @throws IllegalArgumentException if this release does not know the type
   */
  public static String topicOf(String name) {
    EventType type = find(name);
    if (type == null) {
      throw new IllegalArgumentException("unknown event type " + name);
    }
    return type.topic();
  }
}
