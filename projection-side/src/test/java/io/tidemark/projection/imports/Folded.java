package io.tidemark.projection.imports;

import io.tidemark.events.CloudEventDecoder;
import io.tidemark.events.CloudEventEncoder.Encoded;
import io.tidemark.events.Envelope;
import io.tidemark.events.Event;
import io.tidemark.events.InvalidEvent;
import io.tidemark.events.Received;
import io.tidemark.events.booking.BookingEvent;
import io.tidemark.events.complaint.ComplaintEvent;
import io.tidemark.events.complaint.Priority;
import io.tidemark.events.staff.StaffEvent;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What events say in the end, folded in the plainest way: each field has the value of the event
 * that is the newest by sequence, time, creating first, id. Shares nothing with the engine.
 */
final class Folded implements Sink {

  /** An entity's fields; the value of an instant is the time of its event. */
  static final class State {
    private final Map<String, Received> newest = new HashMap<>();
    private final Map<String, Object> values = new HashMap<>();
    private @Nullable Instant answered;

    @Nullable String status() {
      return (String) values.get("status");
    }

    @Nullable BigDecimal amount() {
      return (BigDecimal) values.get("amount");
    }

    @Nullable Priority priority() {
      return (Priority) values.get("priority");
    }

    @Nullable String staff() {
      String staff = (String) values.get("staff");
      return staff == null || staff.isEmpty() ? null : staff;
    }

    @Nullable Instant created() {
      return (Instant) values.get("created");
    }

    @Nullable Instant resolved() {
      return (Instant) values.get("resolved");
    }

    @Nullable Instant answered() {
      return answered;
    }

    private void set(String field, Received event, Object value) {
      Received before = newest.get(field);
      if (before == null || ORDER.compare(event, before) > 0) {
        newest.put(field, event);
        values.put(field, value);
      }
    }
  }

  private static final Comparator<Received> ORDER =
      Comparator.<Received>comparingLong(each -> each.envelope().sequence())
          .thenComparing(each -> each.envelope().time())
          .thenComparingInt(each -> each.event().creates() ? 0 : 1)
          .thenComparing(each -> each.envelope().id());

  private static final State NEVER_SEEN = new State();

  final Map<String, State> bookings = new HashMap<>();
  final Map<String, State> complaints = new HashMap<>();
  final Map<String, String> staff = new HashMap<>();
  final Set<String> ids = new HashSet<>();
  long events;

  private final CloudEventDecoder decoder = new CloudEventDecoder("EUR", 1_000_000);

  State booking(String id) {
    return bookings.getOrDefault(id, NEVER_SEEN);
  }

  State complaint(String id) {
    return complaints.getOrDefault(id, NEVER_SEEN);
  }

  @Override
  public void publish(String topic, Encoded encoded) throws IOException {
    try {
      Received received = decoder.decode(encoded.key(), encoded::header, encoded.value());
      Envelope envelope = received.envelope();
      events++;
      ids.add(envelope.id());
      fold(received, envelope.subject(), received.event());
    } catch (InvalidEvent e) {
      throw new IOException(e);
    }
  }

  private void fold(Received received, String subject, Event event) {
    switch (event) {
      case BookingEvent booking -> {
        State state = bookings.computeIfAbsent(subject, _ -> new State());
        switch (booking) {
          case BookingEvent.Created created -> {
            state.set("created", received, received.envelope().time());
            state.set("amount", received, created.amount());
            state.set("status", received, "pending");
          }
          case BookingEvent.Started _ -> state.set("status", received, "in_progress");
          case BookingEvent.Completed _ -> state.set("status", received, "completed");
          case BookingEvent.Cancelled _ -> state.set("status", received, "cancelled");
          default -> throw new IllegalStateException("not expected of the demo: " + booking);
        }
      }
      case ComplaintEvent complaint -> fold(received, complaint, subject);
      case StaffEvent.Registered registered -> staff.put(subject, registered.name());
      default -> throw new IllegalStateException("not expected of the demo: " + event);
    }
  }

  private void fold(Received received, ComplaintEvent event, String subject) {
    State state = complaints.computeIfAbsent(subject, _ -> new State());
    Instant time = received.envelope().time();
    switch (event) {
      case ComplaintEvent.Opened opened -> {
        state.set("created", received, time);
        state.set("priority", received, opened.priority());
        state.set("status", received, "open");
      }
      case ComplaintEvent.Started _ -> state.set("status", received, "in_progress");
      case ComplaintEvent.Resolved _ -> {
        state.set("status", received, "resolved");
        state.set("resolved", received, time);
      }
      case ComplaintEvent.Closed _ -> state.set("status", received, "closed");
      case ComplaintEvent.Reprioritised changed ->
          state.set("priority", received, changed.priority());
      case ComplaintEvent.Assigned assigned -> state.set("staff", received, assigned.staffId());
      case ComplaintEvent.Unassigned _ -> state.set("staff", received, "");
      case ComplaintEvent.Responded _ -> {
        if (state.answered == null || time.isBefore(state.answered)) {
          state.answered = time;
        }
      }
      case ComplaintEvent.Escalated _, ComplaintEvent.Reopened _ ->
          throw new IllegalStateException("not expected of the demo: " + event);
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
