package io.tidemark.events;

import io.tidemark.events.booking.BookingEvent;
import io.tidemark.events.complaint.ComplaintEvent;
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
          staff("left", StaffEvent.Left.class));

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
    EventType type = BY_RECORD.get(event.getClass());
    if (type == null) {
      throw new IllegalArgumentException(event.getClass().getName() + " is not a listed event");
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
