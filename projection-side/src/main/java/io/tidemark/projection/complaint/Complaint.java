package io.tidemark.projection.complaint;

import io.tidemark.events.complaint.Priority;
import io.tidemark.projection.engine.Earliest;
import io.tidemark.projection.engine.Entity;
import io.tidemark.projection.engine.Latest;
import io.tidemark.projection.engine.Stamp;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A complaint as far as its events are known.
 *
 * @param responded the first response
 * @param resolved the last resolution, which a reopened complaint keeps
 * @param resolutionDue the due time given when it was opened; without one the SLA policy says
 */
record Complaint(
    String id,
    Earliest<Instant> opened,
    Latest<ComplaintStatus> status,
    Latest<Priority> priority,
    Latest<String> staff,
    Earliest<Instant> responded,
    Latest<Instant> resolved,
    Latest<Instant> resolutionDue)
    implements Entity {

  @Override
  public boolean exists() {
    return opened.isSet();
  }

  Complaint opened(@Nullable Instant due, Stamp at) {
    return new Complaint(
        id,
        opened.set(at.time(), at),
        status.set(ComplaintStatus.OPEN, at),
        priority,
        staff,
        responded,
        resolved,
        resolutionDue.set(due, at));
  }

  Complaint status(ComplaintStatus newStatus, Stamp at) {
    return new Complaint(
        id, opened, status.set(newStatus, at), priority, staff, responded, resolved, resolutionDue);
  }

  Complaint priority(Priority newPriority, Stamp at) {
    return new Complaint(
        id,
        opened,
        status,
        priority.set(newPriority, at),
        staff,
        responded,
        resolved,
        resolutionDue);
  }

  Complaint staff(@Nullable String staffId, Stamp at) {
    return new Complaint(
        id, opened, status, priority, staff.set(staffId, at), responded, resolved, resolutionDue);
  }

  Complaint responded(Stamp at) {
    return new Complaint(
        id, opened, status, priority, staff, responded.set(at.time(), at), resolved, resolutionDue);
  }

  Complaint resolved(Stamp at) {
    return new Complaint(
        id, opened, status, priority, staff, responded, resolved.set(at.time(), at), resolutionDue);
  }
}
