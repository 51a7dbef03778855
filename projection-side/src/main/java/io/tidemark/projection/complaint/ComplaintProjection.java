package io.tidemark.projection.complaint;

import static io.tidemark.projection.complaint.ComplaintStatus.CLOSED;
import static io.tidemark.projection.complaint.ComplaintStatus.ESCALATED;
import static io.tidemark.projection.complaint.ComplaintStatus.IN_PROGRESS;
import static io.tidemark.projection.complaint.ComplaintStatus.OPEN;
import static io.tidemark.projection.complaint.ComplaintStatus.RESOLVED;
import static java.util.Objects.requireNonNull;

import io.tidemark.events.complaint.ComplaintEvent;
import io.tidemark.events.complaint.Priority;
import io.tidemark.projection.engine.CellTable;
import io.tidemark.projection.engine.Cells;
import io.tidemark.projection.engine.Context;
import io.tidemark.projection.engine.EntityTable;
import io.tidemark.projection.engine.PeriodTable;
import io.tidemark.projection.engine.Projection;
import io.tidemark.projection.engine.Stamp;
import io.tidemark.projection.staff.Workload;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Counts complaints by the period in which they were opened, with their times to response and
 * resolution, and keeps the unresolved ones by due time.
 */
public final class ComplaintProjection implements Projection<ComplaintEvent, Complaint> {

  /** Complaints opened in a period, by priority and status. */
  static final PeriodTable<ComplaintKey, ComplaintSums> BY_PRIORITY_AND_STATUS =
      PeriodTable.of("complaints_by_priority_and_status", ComplaintKey.class, ComplaintSums.class);

  /** Unresolved complaints opened in a period, by the slot in which their resolution is due. */
  static final PeriodTable<DueKey, DueSums> DUE =
      PeriodTable.of("complaints_due", DueKey.class, DueSums.class).withoutZeros();

  static final EntityTable<Complaint> COMPLAINTS = EntityTable.of("complaint", Complaint.class);

  record ComplaintKey(Priority priority, ComplaintStatus status) {}

  record ComplaintSums(
      long complaints,
      long responses,
      long responseMillis,
      long resolutions,
      long resolutionMillis,
      long resolvedInTime) {}

  record DueKey(Slot slot, Instant due) {}

  record DueSums(long complaints) {}

  @Override
  public Complaint merge(Complaint complaint, ComplaintEvent event, Stamp at) {
    return switch (event) {
      case ComplaintEvent.Opened e ->
          complaint
              .opened(e.resolutionDueAt(), at)
              .priority(e.priority(), at)
              .staff(e.staffId(), at);
      case ComplaintEvent.Assigned e -> complaint.staff(e.staffId(), at);
      case ComplaintEvent.Unassigned _ -> complaint.staff(null, at);
      case ComplaintEvent.Responded _ -> complaint.responded(at);
      case ComplaintEvent.Started _ -> complaint.status(IN_PROGRESS, at);
      case ComplaintEvent.Escalated _ -> complaint.status(ESCALATED, at);
      case ComplaintEvent.Resolved _ -> complaint.status(RESOLVED, at).resolved(at);
      case ComplaintEvent.Closed _ -> complaint.status(CLOSED, at);
      case ComplaintEvent.Reopened _ -> complaint.status(OPEN, at);
      case ComplaintEvent.Reprioritised e -> complaint.priority(e.priority(), at);
    };
  }

  @Override
  public void contribute(Complaint complaint, Context context, Cells cells) {
    Instant opened = requireNonNull(complaint.opened().value());
    LocalDate day = context.calendar().day(opened);
    Priority priority = requireNonNull(complaint.priority().value());
    ComplaintStatus status = requireNonNull(complaint.status().value());
    Instant due = due(complaint, opened, priority, context);
    Instant responded = complaint.responded().value();
    Instant resolved = status.isUnresolved() ? null : complaint.resolved().value();
    cells.add(
        BY_PRIORITY_AND_STATUS,
        day,
        new ComplaintKey(priority, status),
        new ComplaintSums(
            1,
            count(responded),
            millis(opened, responded),
            count(resolved),
            millis(opened, resolved),
            resolved == null || resolved.isAfter(due) ? 0 : 1));
    if (status.isUnresolved()) {
      for (Slot slot : Slot.values()) {
        cells.add(DUE, day, new DueKey(slot, slot.of(due)), new DueSums(1));
      }
      String staff = complaint.staff().value();
      if (staff != null) {
        cells.add(Workload.TABLE, new Workload.StaffKey(staff), Workload.Sums.COMPLAINT);
      }
    }
  }

  private static Instant due(
      Complaint complaint, Instant opened, Priority priority, Context context) {
    Instant given = complaint.resolutionDue().value();
    if (given != null) {
      return given;
    }
    String parameter = "sla.resolution." + priority.name().toLowerCase(Locale.ROOT);
    return opened.plus(context.parameters().duration(parameter, opened));
  }

  private static long count(@Nullable Instant time) {
    return time == null ? 0 : 1;
  }

  private static long millis(Instant from, @Nullable Instant to) {
    return to == null ? 0 : Duration.between(from, to).toMillis();
  }

  @Override
  public String group() {
    return "complaints";
  }

  @Override
  public String topic() {
    return "tidemark.complaints";
  }

  @Override
  public Class<ComplaintEvent> events() {
    return ComplaintEvent.class;
  }

  @Override
  public EntityTable<Complaint> entities() {
    return COMPLAINTS;
  }

  @Override
  public String countedOn() {
    return "opened";
  }

  @Override
  public List<CellTable> tables() {
    return List.of(BY_PRIORITY_AND_STATUS.cells(), DUE.cells(), Workload.TABLE.cells());
  }
}
