package io.tidemark.events.complaint;

import io.tidemark.events.Event;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What can happen to a complaint. The subject is its id; topic {@code tidemark.complaints}. */
public sealed interface ComplaintEvent extends Event {

  /** The complaint came in, and is open. Due times that are not given come from the SLA policy. */
  record Opened(
      Priority priority,
      @Nullable String bookingId,
      @Nullable String category,
      @Nullable String locationId,
      @Nullable String staffId,
      @Nullable Instant responseDueAt,
      @Nullable Instant resolutionDueAt)
      implements ComplaintEvent {
    @Override
    public boolean creates() {
      return true;
    }
  }

  /** A member of staff took the complaint on. */
  record Assigned(String staffId) implements ComplaintEvent {}

  /** Nobody has the complaint any more. */
  record Unassigned() implements ComplaintEvent {}

  /** The customer got an answer; the earliest counts as the first response. */
  record Responded() implements ComplaintEvent {}

  /** Work on the complaint began. */
  record Started(@Nullable String reason) implements ComplaintEvent {}

  /** The complaint was handed up. */
  record Escalated(@Nullable String reason) implements ComplaintEvent {}

  /** The complaint was settled. */
  record Resolved(@Nullable String reason) implements ComplaintEvent {}

  /** The complaint was put away. */
  record Closed(@Nullable String reason) implements ComplaintEvent {}

  /** The complaint is open again. */
  record Reopened(@Nullable String reason) implements ComplaintEvent {}

  /** The priority changed; due times that came from the policy are derived anew. */
  record Reprioritised(Priority priority) implements ComplaintEvent {}
}
