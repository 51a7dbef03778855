package io.tidemark.projection.booking;

import static io.tidemark.projection.booking.BookingStatus.CANCELLED;
import static io.tidemark.projection.booking.BookingStatus.COMPLETED;
import static io.tidemark.projection.booking.BookingStatus.CONFIRMED;
import static io.tidemark.projection.booking.BookingStatus.IN_PROGRESS;
import static io.tidemark.projection.booking.BookingStatus.PENDING;
import static java.util.Objects.requireNonNull;

import io.tidemark.events.booking.BookingEvent;
import io.tidemark.projection.engine.CellTable;
import io.tidemark.projection.engine.Cells;
import io.tidemark.projection.engine.Context;
import io.tidemark.projection.engine.EntityTable;
import io.tidemark.projection.engine.PeriodTable;
import io.tidemark.projection.engine.Projection;
import io.tidemark.projection.engine.Stamp;
import io.tidemark.projection.staff.Workload;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/**
 * Counts bookings and their amounts by the period in which they were created and their present
 * status.
 */
public final class BookingProjection implements Projection<BookingEvent, Booking> {

  /** Bookings created in a period, by status. */
  static final PeriodTable<StatusKey, BookingSums> BY_STATUS =
      PeriodTable.of("bookings_by_status", StatusKey.class, BookingSums.class);

  static final EntityTable<Booking> BOOKINGS = EntityTable.of("booking", Booking.class);

  record StatusKey(BookingStatus status) {}

  record BookingSums(long bookings, BigDecimal amount) {}

  @Override
  public Booking merge(Booking booking, BookingEvent event, Stamp at) {
    return switch (event) {
      case BookingEvent.Created e ->
          booking.created(at).status(PENDING, at).amount(e.amount(), at).staff(e.staffId(), at);
      case BookingEvent.Confirmed _ -> booking.status(CONFIRMED, at);
      case BookingEvent.Started _ -> booking.status(IN_PROGRESS, at);
      case BookingEvent.Completed _ -> booking.status(COMPLETED, at);
      case BookingEvent.Cancelled _ -> booking.status(CANCELLED, at);
      case BookingEvent.Repriced e -> booking.amount(e.amount(), at);
      case BookingEvent.Assigned e -> booking.staff(e.staffId(), at);
      case BookingEvent.Unassigned _ -> booking.staff(null, at);
      case BookingEvent.Rescheduled _ -> booking; // no figure depends on when it takes place
    };
  }

  @Override
  public void contribute(Booking booking, Context context, Cells cells) {
    LocalDate day = context.calendar().day(requireNonNull(booking.created().value()));
    BookingStatus status = requireNonNull(booking.status().value());
    BigDecimal amount = requireNonNull(booking.amount().value());
    cells.add(BY_STATUS, day, new StatusKey(status), new BookingSums(1, amount));
    String staff = booking.staff().value();
    if (staff != null && status.isUnfinished()) {
      cells.add(Workload.TABLE, new Workload.StaffKey(staff), Workload.Sums.BOOKING);
    }
  }

  @Override
  public String group() {
    return "bookings";
  }

  @Override
  public String topic() {
    return "tidemark.bookings";
  }

  @Override
  public Class<BookingEvent> events() {
    return BookingEvent.class;
  }

  @Override
  public EntityTable<Booking> entities() {
    return BOOKINGS;
  }

  @Override
  public String countedOn() {
    return "created";
  }

  @Override
  public List<CellTable> tables() {
    return List.of(BY_STATUS.cells(), Workload.TABLE.cells());
  }
}
